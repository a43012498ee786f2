// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.embeddings;

import java.io.InputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tokens of uncased BERT: words without accents in lower case, punctuation and Chinese
 * characters by themselves, then the longest known pieces from left to right (Wu et al. 2016). What
 * looks like a special token, such as {@code [SEP]}, is a text like any other. Immutable.
 */
final class WordPieces {
  static final int BEGIN = 101;
  static final int END = 102;
  private static final int UNKNOWN = 100;
  private static final int LONGEST_WORD = 100;

  private final Map<String, Integer> ids;

  private WordPieces(Map<String, Integer> ids) {
    this.ids = ids;
  }

  /** The pieces in a tokenizer file: {@code model.vocab}. */
  static WordPieces read(InputStream json) {
    Map<String, Integer> ids = new HashMap<>();
    JsonNode vocabulary = JsonMapper.shared().readTree(json).path("model").path("vocab");
    vocabulary.properties().forEach(entry -> ids.put(entry.getKey(), entry.getValue().asInt()));
    if (ids.getOrDefault("[CLS]", 0) != BEGIN || ids.getOrDefault("[SEP]", 0) != END) {
      throw new IllegalArgumentException("the vocabulary is not that of uncased BERT");
    }
    return new WordPieces(ids);
  }

  /** Ids of the tokens of a text, without those of its beginning and end. */
  List<Integer> of(String text) {
    List<Integer> tokens = new ArrayList<>();
    for (String word : words(plain(text))) {
      pieces(word, tokens);
    }
    return tokens;
  }

  private static String plain(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isSpace(c)) {
                clean.append(' ');
              } else if (isChinese(c)) {
                clean.append(' ').appendCodePoint(c).append(' ');
              } else if (c != 0xfffd && !isControl(c)) {
                clean.appendCodePoint(c);
              }
            });
    StringBuilder plain = new StringBuilder(clean.length());
    Normalizer.normalize(clean, Normalizer.Form.NFD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(plain::appendCodePoint);
    return plain.toString().toLowerCase(Locale.ROOT);
  }

  private static List<String> words(String plain) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    plain
        .codePoints()
        .forEach(
            c -> {
              boolean alone = isPunctuation(c);
              if ((alone || isSpace(c)) && word.length() > 0) {
                words.add(word.toString());
                word.setLength(0);
              }
              if (alone) {
                words.add(Character.toString(c));
              } else if (!isSpace(c)) {
                word.appendCodePoint(c);
              }
            });
    if (word.length() > 0) {
      words.add(word.toString());
    }
    return words;
  }

  private void pieces(String word, List<Integer> tokens) {
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      tokens.add(UNKNOWN);
      return;
    }
    List<Integer> pieces = new ArrayList<>();
    int start = 0;
    while (start < word.length()) {
      int end = word.length();
      Integer piece = null;
      while (end > start && piece == null) {
        piece = ids.get((start == 0 ? "" : "##") + word.substring(start, end));
        end = piece == null ? word.offsetByCodePoints(end, -1) : end;
      }
      if (piece == null) {
        tokens.add(UNKNOWN);
        return;
      }
      pieces.add(piece);
      start = end;
    }
    tokens.addAll(pieces);
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isControl(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.PRIVATE_USE
        || type == Character.UNASSIGNED;
  }

  private static boolean isPunctuation(int c) {
    return (c >= 33 && c <= 47)
        || (c >= 58 && c <= 64)
        || (c >= 91 && c <= 96)
        || (c >= 123 && c <= 126)
        || switch (Character.getType(c)) {
          case Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
              true;
          default -> false;
        };
  }

  private static boolean isChinese(int c) {
    return (c >= 0x4e00 && c <= 0x9fff)
        || (c >= 0x3400 && c <= 0x4dbf)
        || (c >= 0x20000 && c <= 0x2a6df)
        || (c >= 0x2a700 && c <= 0x2b81f)
        || (c >= 0x2b920 && c <= 0x2ceaf)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0x2f800 && c <= 0x2fa1f);
  }
}
