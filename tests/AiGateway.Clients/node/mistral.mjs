import { Mistral } from '@mistralai/mistralai';
import { answerSchema, apiKey, baseURL, embeddingModel, model, png, prompt, run, thrown, weatherSchema } from './run.mjs';

// The SDK's paths begin with /v1 themselves.
const options = { serverURL: baseURL.replace(/\/v1$/, ''), retryConfig: { strategy: 'none' } };
const client = new Mistral({ apiKey, ...options });

const tools = ['get_weather', 'get_time'].map((name) => ({ type: 'function', function: { name, description: 'A tool.', parameters: weatherSchema } }));

const user = (content) => ({ role: 'user', content });

const chunks = (content) => (typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []));
const textOf = (content) => chunks(content).filter((chunk) => chunk.type === 'text').map((chunk) => chunk.text).join('');
const thoughtOf = (content) => chunks(content).filter((chunk) => chunk.type === 'thinking').flatMap((chunk) => chunk.thinking).map((chunk) => chunk.text).join('');

const callOf = (call) => ({ id: call.id, name: call.function.name, arguments: call.function.arguments });

function summary(response) {
  const { message, finishReason } = response.choices[0];
  return {
    text: textOf(message.content),
    thinking: thoughtOf(message.content),
    calls: (message.toolCalls ?? []).map(callOf),
    finish: finishReason,
    usage: response.usage,
    model: response.model,
  };
}

async function collect(stream) {
  const result = { pieces: [], thinking: '', calls: [], finish: null, usage: null };
  for await (const { data } of stream) {
    const choice = data.choices[0];
    const text = textOf(choice?.delta.content);
    if (text) result.pieces.push(text);
    result.thinking += thoughtOf(choice?.delta.content);
    result.calls.push(...(choice?.delta.toolCalls ?? []).map(callOf));
    result.finish = choice?.finishReason ?? result.finish;
    result.usage = data.usage ?? result.usage;
  }
  return { ...result, text: result.pieces.join('') };
}

await run({
  chat: async () => summary(await client.chat.complete({ model, messages: [{ role: 'system', content: 'Be brief.' }, user(prompt)], randomSeed: 7, safePrompt: false })),

  stream: async () => collect(await client.chat.stream({ model, messages: [user(prompt)] })),

  tools: async () => summary(await client.chat.complete({ model, messages: [user(prompt)], tools, toolChoice: 'any' })),

  tools_stream: async () => collect(await client.chat.stream({ model, messages: [user('call get_weather and call get_time')], tools })),

  loop: async () => {
    const messages = [user('call get_weather and call get_time')];
    const first = await client.chat.complete({ model, messages, tools });
    const turn = first.choices[0].message;
    messages.push({ role: 'assistant', ...turn }, ...turn.toolCalls.map((call, i) => ({ role: 'tool', toolCallId: call.id, name: call.function.name, content: `result ${i} of ${call.function.name}` })));
    return { names: turn.toolCalls.map((call) => call.function.name), ...(await collect(await client.chat.stream({ model, messages, tools }))) };
  },

  thinking: async () => {
    const messages = [user(prompt)];
    return { whole: summary(await client.chat.complete({ model, messages })), streamed: await collect(await client.chat.stream({ model, messages })) };
  },

  image: async () => summary(await client.chat.complete({ model, messages: [user([{ type: 'text', text: prompt }, { type: 'image_url', imageUrl: `data:image/png;base64,${png}` }])] })),

  structured: async () => {
    const response = await client.chat.complete({
      model,
      messages: [user(prompt)],
      responseFormat: { type: 'json_schema', jsonSchema: { name: 'answer', schemaDefinition: answerSchema, strict: true } },
    });
    return { parsed: JSON.parse(response.choices[0].message.content) };
  },

  embeddings: async () => {
    const response = await client.embeddings.create({ model: embeddingModel, inputs: ['first text', 'second text'] });
    return { lengths: response.data.map((each) => each.embedding.length), indexes: response.data.map((each) => each.index), usage: response.usage };
  },

  models: async () => ({ ids: (await client.models.list()).data.map((each) => each.id), one: (await client.models.retrieve({ modelId: model })).id }),

  failing: () => thrown(() => client.chat.complete({ model, messages: [user(prompt)] })),

  failing_stream: () => thrown(async () => collect(await client.chat.stream({ model, messages: [user(prompt)] }))),

  wrong_key: () => thrown(() => new Mistral({ apiKey: 'wrong', ...options }).chat.complete({ model, messages: [user(prompt)] })),

  wrong_model: () => thrown(() => client.chat.complete({ model: 'no-such-model', messages: [user(prompt)] })),

  wrong_request: () => thrown(() => client.chat.complete({ model, messages: [user(prompt)], temperature: 7 })),

  wrong_order: () => thrown(() => client.chat.complete({ model, messages: [user(prompt), { role: 'assistant', content: 'Well.' }] })),

  wrong_call_id: () =>
    thrown(() =>
      client.chat.complete({
        model,
        messages: [
          user(prompt),
          { role: 'assistant', content: '', toolCalls: [{ id: 'call_1234', function: { name: 'f', arguments: '{}' } }] },
          { role: 'tool', toolCallId: 'call_1234', content: 'x' },
        ],
      }),
    ),

  abort: async () => {
    // Leaving the loop cancels the stream.
    let seen = 0;
    for await (const { data } of await client.chat.stream({ model, messages: [user(prompt)] })) {
      if (data.choices[0]?.delta.content && ++seen === 2) break;
    }
    return { seen };
  },
});
