import { hashOf, IDEOGRAPH, joined, WORD, type Scan } from "./scan.ts";

/**
 * Words and pairs of words that say what is asked for, by what they speak for: general vocabulary, not taken from any
 * set of prompts. Several languages, because people ask in several; the n-grams learn the rest.
 */
const VOCABULARY = {
  code: `code function program script implement debug python javascript typescript java c++ rust golang kotlin swift php ruby bash sql html css regex
    compile compiler exception stacktrace refactor api endpoint json docker kubernetes algorithm array class method variable library framework database
    query linux git react django flask node pandas numpy leetcode backend frontend recursion pointer async unittest vimscript matlab powershell terraform ansible
    programm quellcode funktion skript programmiere implementiere schleife datenbank код функцию функция скрипт программу программа класс напиши_код база_данных
    código función programa script clase 代码 函数 程序 脚本 编程 数据 接口 报错 コード 関数 fonction classe programme`,
  math: `solve equation integral derivative polynomial theorem proof prove matrix vector probability triangle circle radius angle sum product factor prime
    integer modulo sqrt logarithm geometry algebra calculus limit converge differential eigenvalue percent average median variance hypotenuse perimeter area
    volume compute calculate evaluate simplify inequality arithmetic quadratic coefficient rectangle fraction combinatorics permutation expected_value
    berechne gleichung beweise wahrscheinlichkeit summe dreieck löse integral ableitung prozent durchschnitt вычисли реши уравнение докажи найдите вероятность
    формулу интеграл calcula ecuación demuestra resuelve probabilidad 计算 证明 方程 求解 概率 函数 等于 几何 数学 calculer équation démontrer`,
  creative: `story poem essay blog email letter novel scene dialogue lyrics song script chapter character plot fanfiction haiku limerick slogan tagline speech
    article post review headline advertisement screenplay narrative fiction monologue caption rewrite draft compose funny catchy persuasive fantasy romance
    geschichte gedicht erzählung aufsatz brief rede märchen werbetext lied szene entwirf verfasse рассказ историю стих стихотворение сказку песню сценарий басню
    роман эссе сочини статью historia poema cuento carta guion 故事 小说 诗歌 作文 剧本 剧情 文案 写一 物語 poème histoire lettre`,
  roleplay: `pretend roleplay persona act_as you_are imagine_yourself as_a if_you in_character your_name stay_in play_the speak_like
    assume_the imagine_you consider_yourself you're_a were_a yourself_as rollenspiel tu_so stell_dir du_bist spiele_die versetze_dich представь_что ты_опытный веди_себя
    actúa_como 扮演 你是 你现 imagine_that`,
  reasoning: `what_if suppose puzzle riddle clues deduce logically logic infer conclude how_would would_happen counterfactual hypothetical step_by scenario brother sister
    older taller who_is left_of right_of sits seated facing liar truth_teller knights knaves assume_that determine_if common_sense
    how_can why_do why_might estimate_how how_many clue suspect alibi never_happened had_not had_never hadn't_been rätsel was_wäre angenommen logikrätsel folgere
    что_если головоломка загадка acertijo 如果 推理 逻辑`,
  knowledge: `explain difference_between describe define discuss what_is what_are what_were which_of causes effects impact role history theory principle significance
    compare contrast advantages disadvantages factors process overview who_was when_did following_is example_of characteristics function_of known_as called
    government economy inflation evolution cell protein molecule energy climate philosophy religion treaty empire artist composer novel_by symptoms treatment disease
    erkläre unterschied was_ist welche_ursachen beschreibe erläutere warum_ist объясни расскажи что_такое чем_отличается explica qué_es diferencia 什么是 解释 区别 介绍 为什么`,
  extraction: `extract identify_the list_all given_the following_text following_passage find_all entities named_entities json_format csv table_with key_value return_the
    classify_the categorize parse pull_out from_the output_in format_as evaluate_the based_on_the following_paragraph following_reviews following_data invoice
    sentiment label_each count_how extrahiere nenne_alle aus_dem folgenden_text tabelle_mit извлеки выпиши extrae extraer 提取 列出`,
  translation: `translate translation into_english into_german into_french into_spanish into_chinese to_english to_german to_french to_spanish to_japanese in_english
    from_english from_german übersetze übersetzung übersetzen ins_englische ins_deutsche auf_englisch auf_deutsch переведи перевод traduce traducir traduis traduire 翻译 翻訳`,
  summarization: `summarize summarise summary tl;dr tldr sum_up key_points main_points condense shorten in_brief bullet_points gist abstract_of executive_summary
    zusammenfassung zusammen fasse kernaussagen kurzfassung резюмируй краткое кратко_перескажи resume resumen résume résumé 总结 摘要 概括 要約`,
  chat: `hello hi hey thanks thank_you good_morning good_night good_evening how_are bye what's_up nice_to how_was tell_me_a lol please_tell how_can_i should_i my_day
    i_feel feeling tips_for ways_to advice recommend hallo guten_morgen guten_abend danke moin servus tschüss wie_geht gute_nacht wie_war привет спасибо как_дела hola gracias bonjour merci 你好 谢谢
    こんにちは ciao`,
} as const;

export type Topic = keyof typeof VOCABULARY;
export const TOPICS = Object.keys(VOCABULARY) as readonly Topic[];

/** From the hash of a word, or of two words in a row, to the topics (as bits) that it speaks for. */
const TOPICS_OF = new Map<number, number>();
for (const [index, topic] of TOPICS.entries()) {
  for (const entry of VOCABULARY[topic].split(/\s+/)) {
    const isIdeographs = /^[\u3040-\u30ff\u3400-\u9fff]+$/.test(entry);
    const parts = isIdeographs ? [...entry].slice(0, 2) : entry.split("_").slice(0, 2);
    const [first = "", second] = parts;
    const hash = second === undefined ? hashOf(first) : joined(hashOf(first), hashOf(second));
    TOPICS_OF.set(hash, (TOPICS_OF.get(hash) ?? 0) | (1 << index));
  }
}

/** How often each topic's words stand in a text, and how often among its first and last words. */
export interface TopicHits {
  anywhere: Float32Array;
  early: Float32Array;
  late: Float32Array;
}

const EARLY_WORDS = 14;

export function topicHitsOf(read: Scan): TopicHits {
  const hits = { anywhere: new Float32Array(TOPICS.length), early: new Float32Array(TOPICS.length), late: new Float32Array(TOPICS.length) };
  const latest = read.count - EARLY_WORDS;
  const note = (hash: number, index: number): void => {
    let bits = TOPICS_OF.get(hash) ?? 0;
    for (let topic = 0; bits !== 0; topic += 1, bits >>>= 1) {
      if ((bits & 1) === 0) continue;
      hits.anywhere[topic] = (hits.anywhere[topic] ?? 0) + 1;
      if (index < EARLY_WORDS) hits.early[topic] = (hits.early[topic] ?? 0) + 1;
      if (index >= latest) hits.late[topic] = (hits.late[topic] ?? 0) + 1;
    }
  };
  for (let index = 0; index < read.count; index += 1) {
    const kind = read.kinds[index];
    if (kind !== WORD && kind !== IDEOGRAPH) continue;
    const hash = read.hashes[index] ?? 0;
    note(hash, index);
    if (index > 0) note(joined(read.hashes[index - 1] ?? 0, hash), index);
  }
  return hits;
}
