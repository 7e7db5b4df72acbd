import { FunctionCallingConfigMode, GoogleGenAI, Type } from '@google/genai';
import { answerSchema, apiKey, baseURL, embeddingModel, maxRetries, model, png, prompt, run, thrown, weatherSchema } from './run.mjs';

// The SDK puts the version between base URL and path itself.
const [, origin, apiVersion] = /^(.*?)(?:\/(v1beta|v1))?$/.exec(baseURL);
const httpOptions = { baseUrl: origin, apiVersion: apiVersion ?? 'v1beta', retryOptions: { attempts: maxRetries + 1 } };
const client = new GoogleGenAI({ apiKey, httpOptions });

const parameters = { type: Type.OBJECT, properties: { city: { type: Type.STRING }, days: { type: Type.INTEGER } }, required: ['city', 'days'] };
const tools = [
  {
    functionDeclarations: [
      { name: 'get_weather', description: 'A tool.', parameters },
      { name: 'get_time', description: 'A tool.', parametersJsonSchema: weatherSchema },
    ],
  },
];

const user = (text) => ({ role: 'user', parts: [{ text }] });

// A stream's chunks put together as the SDK's own chat does it: all parts in order.
async function collect(stream) {
  const result = { pieces: [], parts: [], finish: null, usage: null };
  for await (const chunk of stream) {
    const candidate = chunk.candidates?.[0];
    for (const part of candidate?.content?.parts ?? []) {
      result.parts.push(part);
      if (part.text && !part.thought) result.pieces.push(part.text);
    }
    result.finish = candidate?.finishReason ?? result.finish;
    result.usage = chunk.usageMetadata ?? result.usage;
  }
  return { ...result, ...described(result.parts) };
}

function described(parts) {
  return {
    text: parts.filter((part) => part.text !== undefined && !part.thought).map((part) => part.text).join(''),
    thinking: parts.filter((part) => part.thought).map((part) => part.text).join(''),
    calls: parts.filter((part) => part.functionCall).map((part) => ({ ...part.functionCall, signed: part.thoughtSignature !== undefined })),
  };
}

function summary(response) {
  const candidate = response.candidates?.[0];
  return { ...described(candidate?.content?.parts ?? []), finish: candidate?.finishReason ?? null, usage: response.usageMetadata, model: response.modelVersion, blocked: response.promptFeedback ?? null };
}

const answers = (calls) => ({
  role: 'user',
  parts: calls.map(({ id, name }, i) => ({ functionResponse: { ...(id ? { id } : {}), name, response: { output: `result ${i} of ${name}` } } })),
});

await run({
  chat: async () => summary(await client.models.generateContent({ model, contents: prompt, config: { systemInstruction: 'Be brief.', temperature: 0.5, maxOutputTokens: 500 } })),

  stream: async () => collect(await client.models.generateContentStream({ model, contents: prompt })),

  tools: async () =>
    summary(await client.models.generateContent({ model, contents: prompt, config: { tools, toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } } } })),

  tools_stream: async () => collect(await client.models.generateContentStream({ model, contents: 'call get_weather and call get_time', config: { tools } })),

  // The model's turn goes back as it came, thought signatures included.
  loop: async () => {
    const contents = [user('call get_weather and call get_time')];
    const first = await client.models.generateContent({ model, contents, config: { tools } });
    contents.push(first.candidates[0].content, answers(first.functionCalls));
    const last = await collect(await client.models.generateContentStream({ model, contents, config: { tools } }));
    return { names: first.functionCalls.map((call) => call.name), ...last };
  },

  unsigned_call: () =>
    thrown(() =>
      client.models.generateContent({
        model,
        contents: [user(prompt), { role: 'model', parts: [{ functionCall: { name: 'get_time', args: {} } }] }, answers([{ name: 'get_time' }])],
        config: { tools },
      }),
    ),

  thinking: async () => summary(await client.models.generateContent({ model, contents: prompt, config: { thinkingConfig: { includeThoughts: true, thinkingBudget: 1024 } } })),

  image: async () => summary(await client.models.generateContent({ model, contents: [{ role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: png } }, { text: prompt }] }] })),

  structured: async () => {
    const response = await client.models.generateContent({ model, contents: prompt, config: { responseMimeType: 'application/json', responseJsonSchema: answerSchema } });
    return { parsed: JSON.parse(response.text) };
  },

  chats: async () => {
    const chat = client.chats.create({ model });
    const pieces = [];
    for await (const chunk of await chat.sendMessageStream({ message: prompt })) pieces.push(chunk.text ?? '');
    const second = await chat.sendMessage({ message: 'and again' });
    return { first: pieces.join(''), second: second.text, turns: chat.getHistory().length };
  },

  embeddings: async () => {
    const many = await client.models.embedContent({ model: embeddingModel, contents: ['first text', 'second text'], config: { outputDimensionality: 64, taskType: 'RETRIEVAL_QUERY' } });
    const one = await client.models.embedContent({ model: embeddingModel, contents: 'first text', config: { outputDimensionality: 64 } });
    return { lengths: many.embeddings.map((each) => each.values.length), distance: Math.max(...many.embeddings[0].values.map((value, i) => Math.abs(value - one.embeddings[0].values[i]))) };
  },

  count_tokens: async () => client.models.countTokens({ model, contents: prompt }),

  models: async () => {
    const names = [];
    for await (const each of await client.models.list({ config: { pageSize: 3 } })) names.push(each.name);
    return { ids: names, one: (await client.models.get({ model })).name };
  },

  failing: () => thrown(() => client.models.generateContent({ model, contents: prompt })),

  failing_stream: () => thrown(async () => collect(await client.models.generateContentStream({ model, contents: prompt }))),

  wrong_key: () => thrown(() => new GoogleGenAI({ apiKey: 'wrong', httpOptions }).models.generateContent({ model, contents: prompt })),

  wrong_model: () => thrown(() => client.models.generateContent({ model: 'no-such-model', contents: prompt })),

  wrong_request: () => thrown(() => client.models.generateContent({ model, contents: prompt, config: { httpOptions: { extraBody: { made_up: 1 } } } })),

  abort: async () => {
    const controller = new AbortController();
    const stream = await client.models.generateContentStream({ model, contents: prompt, config: { abortSignal: controller.signal } });
    let seen = 0;
    try {
      for await (const chunk of stream) {
        if (chunk.text && ++seen === 2) controller.abort();
      }
    } catch (error) {
      if (error.name !== 'AbortError' && !/abort/i.test(String(error.message))) throw error;
    }
    return { seen };
  },
});
