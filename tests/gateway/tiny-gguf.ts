import { writeFileSync } from "node:fs";

/** Shape of the model: a llama small enough to be made in a moment, and true enough to be loaded by llama.cpp. */
const WIDTH = 64;
const HEADS = 4;
const LAYERS = 2;
const INNER = 128;
export const CONTEXT_TOKENS = 512;

const ALIGNMENT = 32;
const TYPE = { u32: 4, f32: 6, text: 8, list: 9, i32: 5 } as const;
/** Kinds of tokens in llama's vocabulary. */
const [NORMAL, UNKNOWN, CONTROL, BYTE] = [1, 2, 3, 6];

interface Token {
  text: string;
  kind: number;
  score: number;
}

interface Tensor {
  name: string;
  shape: number[];
  data: Float32Array;
}

/** Write a model of random weights, the same each time: it speaks nonsense, by all the machinery of a real one. */
export function writeTinyModel(path: string): void {
  const tokens = vocabulary();
  const tensors = weights(tokens.length);
  const metadata = [
    text("general.architecture", "llama"),
    text("general.name", "tiny"),
    u32("llama.context_length", CONTEXT_TOKENS),
    u32("llama.embedding_length", WIDTH),
    u32("llama.block_count", LAYERS),
    u32("llama.feed_forward_length", INNER),
    u32("llama.attention.head_count", HEADS),
    u32("llama.attention.head_count_kv", HEADS),
    u32("llama.rope.dimension_count", WIDTH / HEADS),
    f32("llama.attention.layer_norm_rms_epsilon", 1e-5),
    u32("llama.vocab_size", tokens.length),
    text("tokenizer.ggml.model", "llama"),
    list(
      "tokenizer.ggml.tokens",
      TYPE.text,
      tokens.map((token) => sized(token.text)),
    ),
    list(
      "tokenizer.ggml.scores",
      TYPE.f32,
      tokens.map((token) => float(token.score)),
    ),
    list(
      "tokenizer.ggml.token_type",
      TYPE.i32,
      tokens.map((token) => int32(token.kind)),
    ),
    u32("tokenizer.ggml.bos_token_id", 1),
    u32("tokenizer.ggml.eos_token_id", 2),
    u32("tokenizer.ggml.unknown_token_id", 0),
  ];
  let offset = 0;
  const infos = tensors.map(({ name, shape, data }) => {
    const info = Buffer.concat([sized(name), int32(shape.length), ...shape.map(int64), int32(0), int64(offset)]);
    offset += padded(data.byteLength);
    return info;
  });
  const head = Buffer.concat([Buffer.from("GGUF"), int32(3), int64(tensors.length), int64(metadata.length), ...metadata, ...infos]);
  const body = tensors.map(({ data }) => pad(Buffer.from(data.buffer, data.byteOffset, data.byteLength)));
  writeFileSync(path, Buffer.concat([pad(head), ...body]));
}

/** Every byte, and printable ASCII as tokens of its own. */
function vocabulary(): Token[] {
  const special = ["<unk>", "<s>", "</s>"].map((name, id) => ({ text: name, kind: id === 0 ? UNKNOWN : CONTROL, score: 0 }));
  const bytes = Array.from({ length: 256 }, (_, byte) => ({
    text: `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
    kind: BYTE,
    score: 0,
  }));
  const letters = [...Array.from({ length: 94 }, (_, code) => String.fromCodePoint(code + 33)), "\u2581"];
  const known = letters.map((letter, index) => ({ text: letter, kind: NORMAL, score: -1 - index }));
  return [...special, ...bytes, ...known] as Token[];
}

function weights(vocabularySize: number): Tensor[] {
  const random = generator(7);
  const noise = (name: string, ...shape: number[]): Tensor => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (random() - 0.5) * 0.2);
    return { name, shape, data };
  };
  const ones = (name: string): Tensor => ({ name, shape: [WIDTH], data: new Float32Array(WIDTH).fill(1) });
  const layers = Array.from({ length: LAYERS }, (_, layer) => {
    const at = (part: string): string => `blk.${layer}.${part}.weight`;
    return [
      ones(at("attn_norm")),
      ...["attn_q", "attn_k", "attn_v", "attn_output"].map((part) => noise(at(part), WIDTH, WIDTH)),
      ones(at("ffn_norm")),
      noise(at("ffn_gate"), WIDTH, INNER),
      noise(at("ffn_up"), WIDTH, INNER),
      noise(at("ffn_down"), INNER, WIDTH),
    ];
  });
  return [
    noise("token_embd.weight", WIDTH, vocabularySize),
    ones("output_norm.weight"),
    noise("output.weight", WIDTH, vocabularySize),
    ...layers.flat(),
  ];
}

/** Numbers from 0 to 1 that are the same each time (xorshift). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}

function float(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function sized(value: string): Buffer {
  const bytes = Buffer.from(value, "utf8");
  return Buffer.concat([int64(bytes.length), bytes]);
}

function u32(key: string, value: number): Buffer {
  return Buffer.concat([sized(key), int32(TYPE.u32), int32(value)]);
}

function f32(key: string, value: number): Buffer {
  return Buffer.concat([sized(key), int32(TYPE.f32), float(value)]);
}

function text(key: string, value: string): Buffer {
  return Buffer.concat([sized(key), int32(TYPE.text), sized(value)]);
}

function list(key: string, type: number, items: Buffer[]): Buffer {
  return Buffer.concat([sized(key), int32(TYPE.list), int32(type), int64(items.length), ...items]);
}

function padded(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)]);
}
