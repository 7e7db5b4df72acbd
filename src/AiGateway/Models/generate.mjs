// Writes models.json, what the gateway knows of models, from two public data sets and the corrections below. Run by hand:
//
//   node generate.mjs MODELS_CSV PRICES_CSV AS_OF > models.json
//
// MODELS_CSV is a table made from anomalyco/models.dev, PRICES_CSV one made from pydantic/genai-prices (docs/models.md tells more),
// AS_OF the day (YYYY-MM-DD) whose prices are wanted, where a price is known to change. What is left out is said on stderr.
import { readFileSync } from 'node:fs';

const [modelsPath, pricesPath, asOf] = process.argv.slice(2);
if (!modelsPath || !pricesPath || !/^\d{4}-\d{2}-\d{2}$/.test(asOf ?? '')) {
  console.error('usage: node generate.mjs MODELS_CSV PRICES_CSV AS_OF');
  process.exit(2);
}

const sources = {
  'models.dev': { repository: 'anomalyco/models.dev', licence: 'MIT', date: '2026-07-02' },
  'genai-prices': { repository: 'pydantic/genai-prices', licence: 'MIT', date: '2026-08-21' },
};

// The vendor as models.json has it: the kind of provider, or the preset of one that speaks OpenAI's API. `fill` has the same models at
// the same maker's other door: it lends what a row leaves empty, prices excepted.
const vendors = [
  { name: 'OpenAI', models: 'openai', prices: 'openai' },
  { name: 'Anthropic', models: 'anthropic', prices: 'anthropic' },
  { name: 'Gemini', models: 'google', prices: 'google', fill: 'google-vertex', only: /^(gemini|gemma)/ },
  { name: 'Mistral', models: 'mistral', prices: 'mistral' },
  { name: 'deepseek', models: 'deepseek', prices: 'deepseek' },
  { name: 'fireworks', models: 'fireworks-ai', prices: 'fireworks', strip: 'accounts/fireworks/models/' },
  { name: 'groq', models: 'groq', prices: 'groq' },
  { name: 'together', models: 'togetherai', prices: 'together' },
  { name: 'xai', models: 'xai', prices: 'x-ai', strip: 'x-ai/' },
];

// Where the maker's own page says otherwise than the later data set, the page is right.
const corrections = [
  { vendor: 'Anthropic', name: 'claude-opus-4-6', context: 1000000, source: 'platform.claude.com/docs/en/models/opus-4-6/overview', date: '2026-11-20' },
  { vendor: 'Anthropic', name: 'claude-sonnet-4-5', context: 200000, source: 'platform.claude.com/docs/en/models/sonnet-4-5/overview', date: '2026-11-20' },
  {
    vendor: 'Anthropic', name: 'claude-sonnet-5', price: { input: 2000000, output: 10000000, cacheRead: 200000, cacheWrite: 2500000 },
    source: 'platform.claude.com/docs/en/models/sonnet-5/overview', date: '2026-11-20',
  },
];

const modelRows = readCsv(modelsPath);
const priceRows = readCsv(pricesPath);
const entries = [];
for (const vendor of vendors) {
  entries.push(...vendorEntries(vendor));
}

// One line an entry, so that a change of a figure is a change of a line.
const lines = entries.map(entry => `    ${JSON.stringify(entry)}`).join(',\n');
process.stdout.write(`{\n  "asOf": "${asOf}",\n  "sources": ${JSON.stringify(sources)},\n  "models": [\n${lines}\n  ]\n}\n`);

function vendorEntries(vendor) {
  const byName = new Map();
  for (const row of modelRows.filter(r => r.provider === vendor.models)) {
    const name = bare(row.model, vendor);
    const lender = vendor.fill && modelRows.find(r => r.provider === vendor.fill && r.model === row.model);
    const facts = modelFacts(row, lender);
    if (facts) {
      byName.set(name.toLowerCase(), { vendor: vendor.name, name, aliases: new Set(), prefixes: new Set(), ...facts });
    }
  }

  for (const row of priceRows.filter(r => r.provider === vendor.prices)) {
    mergePrices(byName, row, vendor);
  }

  for (const correction of corrections.filter(c => c.vendor === vendor.name)) {
    const { vendor: _, name, ...rest } = correction;
    for (const entry of byName.values()) {
      if (entry.name === name || isSnapshot(entry.name, name)) {
        Object.assign(entry, rest);
        if (rest.price || entry.tiers?.every(tier => tier.above >= entry.context)) {
          delete entry.tiers;
        }
      }
    }
  }

  return tidy([...byName.values()], vendor);
}

function modelFacts(row, lender) {
  const cell = column => row[column] !== '' ? row[column] : lender?.[column] ?? '';
  const output = list(cell('output_modalities'));
  if (output && !output.includes('text') && !output.includes('audio')) {
    return null; // Makes images or films alone: nothing that the gateway serves.
  }

  const { has, lacks } = capabilities(cell, list(cell('input_modalities')), output);
  const price = clean({
    input: micro(row.usd_per_m_input), output: micro(row.usd_per_m_output),
    cacheRead: micro(row.usd_per_m_cache_read), cacheWrite: micro(row.usd_per_m_cache_write),
  });
  const tiers = row.above_200k === '' ? [] : JSON.parse(row.above_200k).map(tier => clean({
    above: tier.tier.size, input: micro(tier.input), output: micro(tier.output), cacheRead: micro(tier.cache_read), cacheWrite: micro(tier.cache_write),
  }));
  return {
    context: positive(cell('context_tokens')), maxOutput: positive(cell('output_tokens')), has, lacks,
    price, tiers: tiers.length ? tiers : undefined, source: 'models.dev', date: sources['models.dev'].date,
  };
}

// What a cell does not say is neither had nor lacked.
function capabilities(cell, input, output) {
  const has = [];
  const lacks = [];
  const tell = (name, value) => value === undefined || (value ? has : lacks).push(name);
  const flag = column => cell(column) === '' ? undefined : cell(column) === '1';
  tell('Tools', flag('tool_call'));
  tell('Vision', input && input.includes('image'));
  // A model that takes attachments and images may take files too, whatever the list says: it is known to lack them only without either.
  tell('Files', input && (input.includes('pdf') || (flag('attachment') === false || !input.includes('image') ? false : undefined)));
  tell('AudioInput', input && input.includes('audio'));
  tell('AudioOutput', output && output.includes('audio'));
  tell('JsonSchema', flag('structured_output'));
  // One that reasons, but of which no switch is known, may have one.
  tell('Reasoning', flag('reasoning') === true && cell('reasoning_options') === '' ? undefined : flag('reasoning'));
  return { has, lacks };
}

function mergePrices(byName, row, vendor) {
  const id = bare(row.model, vendor);
  if (vendor.only && !vendor.only.test(id)) {
    return;
  }

  const { equals, families, prefixes } = matches(row, vendor);
  const { price, tiers } = prices(row, id);
  const context = positive(row.context_tokens);
  if (!Object.keys(price).length && !context) {
    return; // Says nothing.
  }

  const later = clean({ context, tiers, source: 'genai-prices', date: sources['genai-prices'].date });
  const names = [...new Set([id, ...equals, ...families].map(n => n.toLowerCase()))];
  const known = names.filter(name => byName.has(name));
  // The later source speaks of a model by its very name, or by a name of which it is a dated snapshot; a family's name alone is too weak
  // to overrule what the older source says of one member.
  for (const entry of [...byName.values()]) {
    const lower = entry.name.toLowerCase();
    if (entry.source === 'models.dev' && (names.includes(lower) || families.some(f => isSnapshot(lower, f.toLowerCase())))) {
      const sameRates = entry.price?.input === price.input && entry.price?.output === price.output;
      const merged = clean({ ...(sameRates ? entry.price : {}), ...price });
      Object.assign(entry, later, Object.keys(price).length
        ? { price: merged, tiers: tiers ?? (sameRates && !context ? entry.tiers : undefined) }
        : {});
      entry.source = 'models.dev, genai-prices';
    }
  }

  if (known.length === 0) {
    byName.set(id.toLowerCase(), {
      vendor: vendor.name, name: id, aliases: new Set(), prefixes: new Set(), has: [], lacks: [], price, ...later,
    });
    known.push(id.toLowerCase());
  }

  const home = byName.get(known.includes(id.toLowerCase()) ? id.toLowerCase() : known[0]);
  [...equals, ...families, id].forEach(name => home.aliases.add(name));
  prefixes.forEach(prefix => home.prefixes.add(prefix));
}

// A rule `starts_with` or `contains` gives a name: its dated snapshots are found by the gateway's own rule. Only fine-tuned models,
// whose names go on as their owners like, need a true prefix.
function matches(row, vendor) {
  const equals = [];
  const families = [];
  const prefixes = [];
  const walk = rule => {
    (rule.or ?? []).forEach(walk);
    const start = rule.starts_with ?? rule.contains ?? rule.ends_with;
    if (rule.equals !== undefined) {
      equals.push(bare(rule.equals, vendor));
    } else if (start !== undefined && /ft[:-]/.test(start)) {
      prefixes.push(start);
    } else if (start !== undefined && !/(-2025|flash-0)$/.test(start)) {
      families.push(bare(start.replace(/[-@]$/, ''), vendor));
    } else if (rule.or === undefined) {
      console.error(`${row.provider} ${row.model}: left out the rule ${JSON.stringify(rule)}`);
    }
  };
  walk(JSON.parse(row.matches || '{"or":[]}'));
  return { equals, families, prefixes };
}

function prices(row, id) {
  const parsed = JSON.parse(row.prices_usd || '{}');
  const periods = Array.isArray(parsed) ? parsed : [{ prices: parsed }];
  const inForce = periods.filter(p => !p.constraint?.start_date || p.constraint.start_date <= asOf);
  periods.filter(p => !inForce.includes(p)).forEach(p => console.error(`${row.provider} ${id}: changes on ${p.constraint.start_date}`));
  // By day the later date holds. By hour of day the dearer: a cost that is too high by night is better than one that is too low by day.
  const byHour = inForce.some(p => p.constraint?.start_time);
  const rates = byHour
    ? inForce.reduce((a, b) => base(b.prices.input_mtok) > base(a.prices.input_mtok) ? b : a).prices
    : inForce.at(-1)?.prices ?? {};
  const columns = { input: 'input_mtok', output: 'output_mtok', cacheRead: 'cache_read_mtok', cacheWrite: 'cache_write_mtok' };
  const price = clean(Object.fromEntries(Object.entries(columns).map(([ours, theirs]) => [ours, micro(base(rates[theirs]))])));
  const bounds = new Set(Object.values(columns).flatMap(c => (rates[c]?.tiers ?? []).map(t => t.start)));
  const tiers = [...bounds].sort((a, b) => a - b).map(above => clean({
    above,
    ...Object.fromEntries(Object.entries(columns).map(([ours, theirs]) =>
      [ours, micro(rates[theirs]?.tiers?.find(t => t.start === above)?.price ?? base(rates[theirs]))])),
  }));
  return { price, tiers: tiers.length ? tiers : undefined };
}

function tidy(found, vendor) {
  const names = new Set(found.map(entry => entry.name.toLowerCase()));
  const byLowerName = (a, b) => a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1;
  return found.sort(byLowerName).map(entry => {
    const aliases = [...entry.aliases].map(a => a.toLowerCase()).filter(a => !names.has(a) && names.add(a)).sort();
    const price = withoutIdleBuckets(entry.price);
    return clean({
      vendor: vendor.name, name: entry.name,
      aliases: aliases.length ? [...new Set(aliases)] : undefined,
      prefixes: entry.prefixes.size ? [...entry.prefixes].sort() : undefined,
      // What the one source says of the answer cannot stand beside a smaller context from the other; of embeddings it says their length.
      context: entry.context, maxOutput: entry.maxOutput > entry.context || /embed/.test(entry.name) ? undefined : entry.maxOutput,
      has: entry.has.length ? entry.has : undefined, lacks: entry.lacks.length ? entry.lacks : undefined,
      price: Object.keys(price).length ? price : undefined,
      tiers: entry.tiers, source: entry.source, date: entry.date,
    });
  });
}

// A cache that costs nothing beside a prompt that does is one that is not there.
function withoutIdleBuckets(price = {}) {
  return clean({ ...price, cacheRead: price.cacheRead || !price.input ? price.cacheRead : undefined, cacheWrite: price.cacheWrite || !price.input ? price.cacheWrite : undefined });
}

function isSnapshot(name, family) {
  return name.startsWith(family) && /^[-@](\d{4}-\d{2}-\d{2}|\d{8}|latest)$/.test(name.slice(family.length));
}

function base(value) {
  return typeof value === 'object' && value !== null ? value.base : value;
}

// Dollars for a million tokens in millionths, exactly or not at all.
function micro(dollars) {
  if (dollars === '' || dollars === undefined || dollars === null) {
    return undefined;
  }

  const value = Math.round(Number(dollars) * 1e6);
  if (!Number.isSafeInteger(value) || value < 0 || Math.abs(value / 1e6 - Number(dollars)) > 1e-9) {
    throw new Error(`no whole number of micro-dollars: ${dollars}`);
  }

  return value;
}

function positive(cell) {
  const value = Number(cell);
  return cell !== '' && Number.isSafeInteger(value) && value > 1 ? value : undefined;
}

function list(cell) {
  return cell === '' ? undefined : cell.split('|');
}

function bare(name, vendor) {
  return vendor.strip && name.startsWith(vendor.strip) ? name.slice(vendor.strip.length) : name;
}

function clean(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function readCsv(path) {
  const rows = [];
  let row = [''];
  let quoted = false;
  const text = readFileSync(path, 'utf8');
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted && c === '"' && text[i + 1] === '"') {
      row[row.length - 1] += '"';
      i++;
    } else if (c === '"') {
      quoted = !quoted;
    } else if (c === ',' && !quoted) {
      row.push('');
    } else if (c === '\n' && !quoted) {
      rows.push(row);
      row = [''];
    } else if (c !== '\r' || quoted) {
      row[row.length - 1] += c;
    }
  }

  if (row.length > 1) {
    rows.push(row);
  }

  const [header, ...rest] = rows;
  return rest.filter(r => r.length === header.length).map(r => Object.fromEntries(header.map((name, i) => [name, r[i]])));
}
