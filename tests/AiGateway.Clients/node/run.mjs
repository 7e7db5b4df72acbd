// Runs one scenario of a script and prints its result as one line of JSON.
// The server is named by BASE_URL, API_KEY and MODEL, so that the same scripts run against a fake provider and the gateway.

export const baseURL = process.env.BASE_URL;
export const apiKey = process.env.API_KEY;
export const model = process.env.MODEL;
export const embeddingModel = process.env.EMBEDDING_MODEL ?? model;
export const prompt = process.env.PROMPT ?? 'Hello there, fake';
export const maxRetries = Number(process.env.MAX_RETRIES ?? '0');

export const weatherSchema = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } },
  required: ['city', 'days'],
  additionalProperties: false,
};

export const answerSchema = {
  type: 'object',
  properties: { answer: { type: 'string' }, score: { type: 'number' } },
  required: ['answer', 'score'],
  additionalProperties: false,
};

// A red pixel.
export const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

export function describe(error) {
  return {
    class: error.constructor.name,
    name: error.name,
    status: error.status ?? error.statusCode ?? null,
    code: error.code ?? null,
    type: error.type ?? null,
    message: String(error.message),
  };
}

// What an attempt throws; a success is a failure of the scenario.
export async function thrown(attempt) {
  let value;
  try {
    value = await attempt();
  } catch (error) {
    return describe(error);
  }
  throw new Error('expected an error, got ' + JSON.stringify(value));
}

export async function run(scenarios) {
  const name = process.argv[2];
  const scenario = scenarios[name];
  if (!scenario) {
    console.error(`no scenario '${name}'; there are: ${Object.keys(scenarios).join(', ')}`);
    process.exit(2);
  }
  try {
    console.log(JSON.stringify(await scenario()));
    process.exit(0);
  } catch (error) {
    console.error(error?.stack ?? error);
    process.exit(1);
  }
}
