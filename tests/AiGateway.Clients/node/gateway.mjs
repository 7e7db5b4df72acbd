// What an application does with OpenAI's SDK, as operations that a test asks for by name: one line of JSON in, one line of JSON out, one
// process for many, since Node alone takes longer to start than most of them to run.
import { createInterface } from 'node:readline';
import OpenAI from 'openai';
import { answerSchema, describe, png, weatherSchema } from './run.mjs';

const tools = ['get_weather', 'get_time'].map((name) => ({
  type: 'function',
  function: { name, description: 'A tool.', parameters: weatherSchema, strict: true },
}));
const bothTools = 'call get_weather and call get_time';
const user = (content) => ({ role: 'user', content });
const results = (turn) => turn.tool_calls.map((call, i) => ({ role: 'tool', tool_call_id: call.id, content: `result ${i} of ${call.function.name}` }));

function usageOf(usage) {
  return usage
    ? {
        input: usage.prompt_tokens,
        output: usage.completion_tokens,
        total: usage.total_tokens,
        cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
        reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
      }
    : null;
}

const callsOf = (message) => (message.tool_calls ?? []).map((call) => ({ id: call.id, type: call.type, name: call.function.name, arguments: call.function.arguments }));

function summary(completion, headers) {
  const [{ message, finish_reason, logprobs }] = completion.choices;
  return {
    id: completion.id,
    model: completion.model,
    text: message.content,
    refusal: message.refusal ?? null,
    reasoning: message.reasoning_content ?? null,
    finish: finish_reason,
    calls: callsOf(message),
    usage: usageOf(completion.usage),
    choices: completion.choices.map((choice) => choice.message.content),
    logprobs: logprobs?.content?.map((each) => each.token) ?? null,
    dropped: headers?.get('x-aigateway-dropped') ?? null,
    attempts: headers?.get('x-aigateway-attempts') ?? null,
    provider: headers?.get('x-aigateway-provider') ?? null,
    raw: completion,
  };
}

async function create(client, body) {
  const { data, response } = await client.chat.completions.create(body).withResponse();
  return summary(data, response.headers);
}

async function collect(client, body) {
  const { data, response } = await client.chat.completions.create({ ...body, stream: true, stream_options: { include_usage: true } }).withResponse();
  const chunks = [];
  for await (const chunk of data) chunks.push(chunk);
  return { ...folded(chunks), dropped: response.headers.get('x-aigateway-dropped'), attempts: response.headers.get('x-aigateway-attempts'), provider: response.headers.get('x-aigateway-provider'), chunks };
}

function folded(chunks) {
  const state = { pieces: 0, text: null, refusal: null, reasoning: null, finish: null, usage: null, calls: [] };
  for (const chunk of chunks) {
    state.usage = usageOf(chunk.usage) ?? state.usage;
    const [choice] = chunk.choices;
    if (!choice) continue;
    const { delta } = choice;
    if (delta.content) {
      state.pieces++;
      state.text = (state.text ?? '') + delta.content;
    }
    if (delta.refusal) state.refusal = (state.refusal ?? '') + delta.refusal;
    if (delta.reasoning_content) state.reasoning = (state.reasoning ?? '') + delta.reasoning_content;
    for (const call of delta.tool_calls ?? []) {
      const known = (state.calls[call.index] ??= { id: null, type: null, name: '', arguments: '' });
      known.id = call.id ?? known.id;
      known.type = call.type ?? known.type;
      known.name += call.function?.name ?? '';
      known.arguments += call.function?.arguments ?? '';
    }
    state.finish = choice.finish_reason ?? state.finish;
  }
  return { ...state, ids: new Set(chunks.map((chunk) => chunk.id)).size };
}

// Streams a turn through the SDK's accumulator, as an agent does.
async function streamedTurn(client, body) {
  const completion = await client.chat.completions.stream(body).finalChatCompletion();
  return completion.choices[0].message;
}

const operations = {
  chat: ({ client, model, prompt, extra }) => create(client, { model, messages: [user(prompt)], ...extra }),

  stream: ({ client, model, prompt, extra }) => collect(client, { model, messages: [user(prompt)], ...extra }),

  roles: ({ client, model, prompt }) =>
    create(client, { model, messages: [{ role: 'system', content: 'Be brief.' }, { role: 'developer', content: 'Be kind.' }, user(prompt)] }),

  choices: ({ client, model, prompt }) => create(client, { model, messages: [user(prompt)], n: 2 }),

  stop: ({ client, model, prompt }) => create(client, { model, messages: [user(prompt)], stop: ['END'] }),

  limit: ({ client, model, prompt }) => create(client, { model, messages: [user(prompt)], max_completion_tokens: 2 }),

  logprobs: ({ client, model, prompt }) => create(client, { model, messages: [user(prompt)], logprobs: true }),

  tools: ({ client, model, prompt }) => create(client, { model, messages: [user(prompt)], tools, tool_choice: 'required' }),

  tools_stream: ({ client, model }) => collect(client, { model, messages: [user(bothTools)], tools }),

  loop: async ({ client, model, extra }) => {
    const messages = [user(bothTools)];
    const first = await client.chat.completions.create({ model, messages, tools, ...extra });
    const turn = first.choices[0].message;
    const names = callsOf(turn).map((call) => call.name);
    return { names, ...(await create(client, { model, messages: [...messages, turn, ...results(turn)], tools, ...extra })) };
  },

  loop_stream: async ({ client, model, extra }) => {
    const messages = [user(bothTools)];
    const turn = await streamedTurn(client, { model, messages, tools, ...extra });
    const names = callsOf(turn).map((call) => call.name);
    return { names, ...(await collect(client, { model, messages: [...messages, turn, ...results(turn)], tools, ...extra })) };
  },

  image: ({ client, model, prompt }) =>
    create(client, { model, messages: [user([{ type: 'text', text: prompt }, { type: 'image_url', image_url: { url: `data:image/png;base64,${png}`, detail: 'low' } }])] }),

  structured: async ({ client, model, prompt }) => {
    const completion = await client.chat.completions.parse({
      model,
      messages: [user(prompt)],
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: answerSchema, strict: true } },
    });
    return { parsed: JSON.parse(completion.choices[0].message.content), finish: completion.choices[0].finish_reason };
  },

  embeddings: async ({ client, model }) => {
    const input = ['first text', 'second text'];
    // Without an encoding the SDK asks for base64 and decodes it itself.
    const decoded = await client.embeddings.create({ model, input });
    const floats = await client.embeddings.create({ model, input, encoding_format: 'float' });
    return {
      lengths: decoded.data.map((item) => item.embedding.length),
      indexes: decoded.data.map((item) => item.index),
      distance: Math.max(...decoded.data.flatMap((item, i) => item.embedding.map((value, j) => Math.abs(value - floats.data[i].embedding[j])))),
      apart: floats.data[0].embedding.some((value, i) => value !== floats.data[1].embedding[i]),
      input: floats.usage.prompt_tokens,
    };
  },

  models: async ({ client, model }) => {
    const ids = [];
    for await (const each of client.models.list()) ids.push(each.id);
    return { ids, one: (await client.models.retrieve(model)).id };
  },

  no_model: ({ client, model }) => client.models.retrieve(model),

  // Leaves after the second piece of text.
  abort: async ({ client, model, prompt }) => {
    const stream = await client.chat.completions.create({ model, messages: [user(prompt)], stream: true });
    let seen = 0;
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content && ++seen === 2) stream.controller.abort();
    }
    return { seen };
  },
};

async function perform({ operation, baseUrl, key, model, prompt = 'Hello there, gateway', maxRetries = 0, timeout, effort }) {
  const client = new OpenAI({ baseURL: baseUrl, apiKey: key, maxRetries, ...(timeout && { timeout }) });
  try {
    return { result: await operations[operation]({ client, model, prompt, extra: effort ? { reasoning_effort: effort, max_completion_tokens: 4000 } : {} }) };
  } catch (error) {
    if (!(error instanceof OpenAI.OpenAIError)) throw error;
    return { result: { error: { ...describe(error), requestId: error.requestID ?? null } } };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify(await perform(JSON.parse(line))));
  } catch (error) {
    console.log(JSON.stringify({ broken: String(error?.stack ?? error) }));
  }
}
