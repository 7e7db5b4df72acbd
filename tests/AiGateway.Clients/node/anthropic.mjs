import Anthropic from '@anthropic-ai/sdk';
import { answerSchema, apiKey, baseURL, maxRetries, model, png, prompt, run, thrown, weatherSchema } from './run.mjs';

const client = new Anthropic({ baseURL, apiKey, maxRetries });

const tools = ['get_weather', 'get_time'].map((name) => ({ name, description: 'A tool.', input_schema: weatherSchema }));

const user = (content) => ({ role: 'user', content });
const base = { model, max_tokens: 2048 };

function summary(message) {
  return {
    text: message.content.filter((block) => block.type === 'text').map((block) => block.text).join(''),
    thinking: message.content.filter((block) => block.type === 'thinking').map((block) => block.thinking).join(''),
    signed: message.content.filter((block) => block.type === 'thinking').every((block) => block.signature.length > 0),
    calls: message.content.filter((block) => block.type === 'tool_use').map(({ id, name, input }) => ({ id, name, input })),
    types: message.content.map((block) => block.type),
    finish: message.stop_reason,
    stop: message.stop_sequence,
    usage: message.usage,
    model: message.model,
  };
}

const results = (message) =>
  user(message.content.filter((block) => block.type === 'tool_use').map((call, i) => ({ type: 'tool_result', tool_use_id: call.id, content: `result ${i} of ${call.name}` })));

await run({
  chat: async () => summary(await client.messages.create({ ...base, system: 'Be brief.', messages: [user(prompt)] })),

  stream: async () => {
    const pieces = [];
    const stream = client.messages.stream({ ...base, messages: [user(prompt)] }).on('text', (text) => pieces.push(text));
    return { pieces, ...summary(await stream.finalMessage()) };
  },

  tools: async () => summary(await client.messages.create({ ...base, messages: [user(prompt)], tools, tool_choice: { type: 'any' } })),

  tools_stream: async () => summary(await client.messages.stream({ ...base, messages: [user('call get_weather and call get_time')], tools }).finalMessage()),

  loop: async () => {
    const messages = [user('call get_weather and call get_time')];
    const first = await client.messages.create({ ...base, messages, tools });
    messages.push({ role: 'assistant', content: first.content }, results(first));
    return { names: summary(first).calls.map((call) => call.name), ...summary(await client.messages.stream({ ...base, messages, tools }).finalMessage()) };
  },

  // Thinking with a tool call between: the thinking block goes back with its signature.
  thinking: async () => {
    const thinking = { type: 'enabled', budget_tokens: 1024 };
    const messages = [user('call get_weather')];
    const first = await client.messages.stream({ ...base, thinking, messages, tools }).finalMessage();
    messages.push({ role: 'assistant', content: first.content }, results(first));
    const last = await client.messages.create({ ...base, thinking, messages, tools });
    return { first: summary(first), last: summary(last) };
  },

  forged_thinking: () =>
    thrown(() =>
      client.messages.create({
        ...base,
        messages: [user('hi'), { role: 'assistant', content: [{ type: 'thinking', thinking: 'made up', signature: 'bm90IHNpZ25lZA==' }, { type: 'text', text: 'hello' }] }, user(prompt)],
      }),
    ),

  image: async () =>
    summary(
      await client.messages.create({
        ...base,
        messages: [user([{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } }, { type: 'text', text: prompt }])],
      }),
    ),

  structured: async () => {
    const message = await client.messages.create({ ...base, messages: [user(prompt)], output_config: { format: { type: 'json_schema', schema: answerSchema } } });
    return { parsed: JSON.parse(message.content[0].text) };
  },

  count_tokens: async () => client.messages.countTokens({ model, system: 'Be brief.', messages: [user(prompt)], tools }),

  models: async () => {
    const ids = [];
    for await (const each of client.models.list({ limit: 3 })) ids.push(each.id);
    return { ids, one: (await client.models.retrieve(model)).id };
  },

  failing: () => thrown(() => client.messages.create({ ...base, messages: [user(prompt)] })),

  failing_stream: () => thrown(() => client.messages.stream({ ...base, messages: [user(prompt)] }).finalMessage()),

  wrong_key: () => thrown(() => new Anthropic({ baseURL, apiKey: 'wrong', maxRetries }).messages.create({ ...base, messages: [user(prompt)] })),

  wrong_model: () => thrown(() => client.messages.create({ ...base, model: 'no-such-model', messages: [user(prompt)] })),

  wrong_request: () => thrown(() => client.messages.create({ ...base, messages: [user(prompt)], made_up: 1 })),

  unanswered_call: () =>
    thrown(() =>
      client.messages.create({
        ...base,
        messages: [user(prompt), { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }] }, user('and?')],
      }),
    ),

  abort: async () => {
    const stream = await client.messages.create({ ...base, messages: [user(prompt)], stream: true });
    let seen = 0;
    for await (const event of stream) {
      if (event.type === 'content_block_delta' && ++seen === 2) stream.controller.abort();
    }
    return { seen };
  },
});
