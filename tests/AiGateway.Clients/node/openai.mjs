import OpenAI from 'openai';
import { answerSchema, apiKey, baseURL, embeddingModel, maxRetries, model, png, prompt, run, thrown, weatherSchema } from './run.mjs';

const client = new OpenAI({ baseURL, apiKey, maxRetries });

const tools = ['get_weather', 'get_time'].map((name) => ({
  type: 'function',
  function: { name, description: 'A tool.', parameters: weatherSchema, strict: true },
}));

const user = (content) => ({ role: 'user', content });

async function collect(stream) {
  const result = { pieces: [], finish: null, usage: null, ids: new Set(), calls: [] };
  for await (const chunk of stream) {
    result.ids.add(chunk.id);
    result.usage = chunk.usage ?? result.usage;
    const choice = chunk.choices[0];
    if (choice?.delta.content) result.pieces.push(choice.delta.content);
    for (const call of choice?.delta.tool_calls ?? []) {
      const known = (result.calls[call.index] ??= { id: null, name: '', arguments: '' });
      known.id = call.id ?? known.id;
      known.name += call.function?.name ?? '';
      known.arguments += call.function?.arguments ?? '';
    }
    result.finish = choice?.finish_reason ?? result.finish;
  }
  return { ...result, ids: result.ids.size, text: result.pieces.join('') };
}

function summary(completion) {
  const { message, finish_reason } = completion.choices[0];
  return { text: message.content, refusal: message.refusal, calls: message.tool_calls ?? null, finish: finish_reason, usage: completion.usage, model: completion.model };
}

await run({
  chat: async () => summary(await client.chat.completions.create({ model, messages: [{ role: 'system', content: 'Be brief.' }, user(prompt)] })),

  stream: async () => collect(await client.chat.completions.create({ model, messages: [user(prompt)], stream: true, stream_options: { include_usage: true } })),

  tools: async () => summary(await client.chat.completions.create({ model, messages: [user(prompt)], tools, tool_choice: 'required' })),

  tools_stream: async () => collect(await client.chat.completions.create({ model, messages: [user('call get_weather and call get_time')], tools, stream: true })),

  // Two calls at once, answered, and the model's last word; once as JSON and once through the SDK's stream accumulator.
  loop: async () => {
    const messages = [user('call get_weather and call get_time')];
    const first = await client.chat.completions.create({ model, messages, tools });
    const turn = first.choices[0].message;
    messages.push(turn, ...turn.tool_calls.map((call, i) => ({ role: 'tool', tool_call_id: call.id, content: `result ${i} of ${call.function.name}` })));
    const stream = client.chat.completions.stream({ model, messages, tools });
    const last = await stream.finalChatCompletion();
    return { names: turn.tool_calls.map((call) => call.function.name), ...summary(last) };
  },

  reasoning: async () => summary(await client.chat.completions.create({ model, messages: [{ role: 'developer', content: 'Think.' }, user(prompt)], reasoning_effort: 'low', max_completion_tokens: 500 })),

  image: async () =>
    summary(
      await client.chat.completions.create({
        model,
        messages: [user([{ type: 'text', text: prompt }, { type: 'image_url', image_url: { url: `data:image/png;base64,${png}`, detail: 'low' } }])],
      }),
    ),

  structured: async () => {
    const completion = await client.chat.completions.parse({
      model,
      messages: [user(prompt)],
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: answerSchema, strict: true } },
    });
    return { parsed: completion.choices[0].message.parsed ?? JSON.parse(completion.choices[0].message.content) };
  },

  embeddings: async () => {
    const input = ['first text', 'second text'];
    // Without an encoding the SDK asks for base64 and decodes it itself.
    const decoded = await client.embeddings.create({ model: embeddingModel, input });
    const floats = await client.embeddings.create({ model: embeddingModel, input, encoding_format: 'float' });
    return {
      lengths: decoded.data.map((item) => item.embedding.length),
      indexes: decoded.data.map((item) => item.index),
      distance: Math.max(...decoded.data.flatMap((item, i) => item.embedding.map((value, j) => Math.abs(value - floats.data[i].embedding[j])))),
      usage: floats.usage,
    };
  },

  models: async () => {
    const ids = [];
    for await (const each of client.models.list()) ids.push(each.id);
    return { ids, one: (await client.models.retrieve(model)).id };
  },

  failing: () => thrown(() => client.chat.completions.create({ model, messages: [user(prompt)] })),

  failing_stream: () => thrown(async () => collect(await client.chat.completions.create({ model, messages: [user(prompt)], stream: true }))),

  wrong_key: () => thrown(() => new OpenAI({ baseURL, apiKey: 'wrong', maxRetries }).chat.completions.create({ model, messages: [user(prompt)] })),

  wrong_model: () => thrown(() => client.chat.completions.create({ model: 'no-such-model', messages: [user(prompt)] })),

  wrong_request: () => thrown(() => client.chat.completions.create({ model, messages: [user(prompt)], made_up: 1 })),

  unanswered_call: () =>
    thrown(() =>
      client.chat.completions.create({
        model,
        messages: [user(prompt), { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }] }, user('and?')],
      }),
    ),

  abort: async () => {
    const stream = await client.chat.completions.create({ model, messages: [user(prompt)], stream: true });
    let seen = 0;
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content && ++seen === 2) stream.controller.abort();
    }
    return { seen };
  },
});
