// Reads { schema, documents: { name: document } } from standard input and answers { name: [ problem, … ] }.
// Strict mode makes ajv refuse a schema with unknown keywords, so that a misspelt one cannot pass for a rule.
import Ajv from 'ajv';
import { readFileSync } from 'node:fs';

const { schema, documents } = JSON.parse(readFileSync(0, 'utf8'));
const validate = new Ajv({ strict: true, allErrors: true }).compile(schema);
const problems = {};
for (const [name, document] of Object.entries(documents)) {
  validate(document);
  problems[name] = (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
}
process.stdout.write(JSON.stringify(problems));
