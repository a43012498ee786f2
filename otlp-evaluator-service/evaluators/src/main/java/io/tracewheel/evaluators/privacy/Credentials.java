// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Secrets that are known by what stands around them. */
final class Credentials {
  private static final int LONGEST_USER_INFO = 256;
  private static final int LONGEST_VALUE = 1024;

  /** What stands in place of a secret as a whole. */
  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "null",
          "none",
          "nil",
          "true",
          "false",
          "undefined",
          "redacted",
          "masked",
          "placeholder",
          "changeme",
          "example",
          "string",
          "required",
          "optional",
          "hidden",
          "password",
          "secret",
          "token");

  /** Beginnings of what is put in later. */
  private static final List<String> REFERENCES =
      List.of("${", "$(", "{{", "process.env", "os.environ", "env.", "your_", "your-");

  /** No placeholder is longer. */
  private static final int LONGEST_PLACEHOLDER = 64;

  /** Where the value of the last call of {@link #value} begins. */
  int start;

  /** Where it ends. */
  int end;

  /** Whether a JSON Web Token begins at an index; {@link #end} is where it ends. */
  boolean token(TextView text, int from) {
    if (from > text.floor && isBase64Url(text.at(from - 1))) {
      return false;
    }
    int first = run(text, from);
    if (first - from < 12 || text.at(first) != '.') {
      return false;
    }
    int second = run(text, first + 1);
    if (second - first < 8 || text.at(second) != '.') {
      return false;
    }
    end = run(text, second + 1);
    // An encrypted one has five parts.
    for (int i = 0; i < 2 && text.at(end) == '.' && isBase64Url(text.at(end + 1)); i++) {
      end = run(text, end + 1);
    }
    start = from;
    return true;
  }

  private static int run(TextView text, int from) {
    int at = from;
    while (isBase64Url(text.at(at))) {
      at++;
    }
    return at;
  }

  private static boolean isBase64Url(int b) {
    return TextView.isWord(b) || b == '-';
  }

  /** Whether a private key in PEM begins where "-----BEGIN " ends. */
  boolean pem(TextView text, int from, int headEnd) {
    StringBuilder kind = new StringBuilder(32);
    int at = headEnd;
    while (at - headEnd < 40 && (text.letter(at) || text.at(at) == ' ')) {
      kind.append((char) text.at(at++));
    }
    if (!kind.toString().toUpperCase(Locale.ROOT).contains("PRIVATE KEY") || text.at(at) != '-') {
      return false;
    }
    while (text.at(at) == '-') {
      at++;
    }
    while (isPemBody(text.at(at))) {
      at++;
    }
    boolean closed = true;
    String tail = "-----END ";
    for (int i = 0; i < tail.length(); i++) {
      closed &= text.at(at + i) == tail.charAt(i);
    }
    if (closed) {
      int to = at + tail.length();
      while (to - at < 60 && (text.letter(to) || text.at(to) == ' ')) {
        to++;
      }
      while (text.at(to) == '-') {
        to++;
      }
      at = to;
    }
    start = from;
    end = at;
    return true;
  }

  private static boolean isPemBody(int b) {
    boolean text = TextView.isWord(b) || TextView.isSpace(b);
    return text || b == '+' || b == '/' || b == '=' || b == ':' || b == ',' || b == '.';
  }

  /** Whether user and password follow "://". */
  boolean userInfo(TextView text, int from) {
    int at = from;
    int colon = -1;
    while (at - from < LONGEST_USER_INFO) {
      int b = text.at(at);
      if (b == '@') {
        start = from;
        end = at;
        return colon >= from && at > colon + 1 && !isPlaceholder(text, colon + 1, at);
      }
      if (b == ':' && colon < 0) {
        colon = at;
      }
      if (b <= ' ' || b == '/' || b == '?' || b == '#' || b == '"' || b == '<' || b == '>') {
        return false;
      }
      at++;
    }
    return false;
  }

  /** Whether credentials follow "Bearer " or "Basic ". */
  boolean header(TextView text, int from, boolean basic) {
    int at = from;
    boolean digit = false;
    boolean upper = false;
    boolean lower = false;
    while (isBase64Url(text.at(at)) || ".~+/=".indexOf(text.at(at)) >= 0) {
      int b = text.at(at);
      digit |= TextView.isDigit(b);
      upper |= b >= 'A' && b <= 'Z';
      lower |= b >= 'a' && b <= 'z';
      at++;
    }
    while (at > from && text.at(at - 1) == '.') {
      at--;
    }
    start = from;
    end = at;
    return basic
        ? at - from >= 8 && isUserAndPassword(text, from, at)
        : at - from >= 16 && (digit || (upper && lower && at - from >= 24));
  }

  private static boolean isUserAndPassword(TextView text, int from, int to) {
    if (to - from > LONGEST_VALUE) {
      return false;
    }
    try {
      byte[] coded = java.util.Arrays.copyOfRange(text.bytes, from, to);
      byte[] plain = java.util.Base64.getDecoder().decode(coded);
      return new String(plain, StandardCharsets.ISO_8859_1).indexOf(':') > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Whether a secret follows a word such as "password" or "token".
   *
   * @param wordEnd where the word ends
   * @param strong whether the word means a secret whatever the value looks like
   */
  boolean value(TextView text, int wordEnd, boolean strong) {
    if (text.word(wordEnd)) {
      return false;
    }
    int at = wordEnd;
    boolean key = isQuote(text.at(at));
    at += key ? 1 : 0;
    at = spaces(text, at);
    int sign = text.at(at);
    if (sign == ':' || sign == '=') {
      at++;
      at += text.at(at) == '=' || text.at(at) == '>' ? 1 : 0;
    } else if (strong && !key && at > wordEnd && sign == 'i' && text.at(at + 1) == 's') {
      at += 2;
      at += text.at(at) == ':' ? 1 : 0;
      if (text.at(at) != ' ') {
        return false;
      }
    } else {
      return false;
    }
    at = spaces(text, at);
    int quote = text.at(at);
    boolean quoted = isQuote(quote);
    int escapes = quoted ? text.escapes(at) : 0;
    at += quoted ? 1 : 0;
    start = at;
    while (at - start < LONGEST_VALUE && at < text.end) {
      int b = text.at(at);
      boolean over =
          quoted
              ? b == quote && closes(text.escapes(at), escapes)
              : TextView.isSpace(b) || ",;)}]\"'<>&".indexOf(b) >= 0;
      if (over) {
        break;
      }
      at++;
    }
    while (!quoted && at > start && (text.at(at - 1) == '.' || text.at(at - 1) == ':')) {
      at--;
    }
    end = at;
    return isSecret(text, start, end, strong, quoted);
  }

  /**
   * Whether a quote after so many backslashes closes one that was opened after {@code opening}
   * ones, which is 0, 1, 3, 7 from level to level. An escaped backslash of that level is twice as
   * many and one more; a quote of a level above closes too.
   */
  private static boolean closes(int backslashes, int opening) {
    return backslashes < opening || backslashes % (2 * (opening + 1)) == opening;
  }

  private static int spaces(TextView text, int from) {
    int at = from;
    while (at - from < 4 && TextView.isSpace(text.at(at))) {
      at++;
    }
    return at;
  }

  private static boolean isQuote(int b) {
    return b == '"' || b == '\'' || b == '`';
  }

  /** Whether the whole text is a secret, because it is the value of an attribute of such a name. */
  boolean whole(TextView text, boolean strong) {
    start = text.start;
    end = text.end;
    int first = text.at(start);
    boolean structure = first == '{' || first == '[' || first == '"';
    return !structure && end - start <= LONGEST_VALUE && isSecret(text, start, end, strong, true);
  }

  private static boolean isSecret(
      TextView text, int from, int to, boolean strong, boolean delimited) {
    int length = to - from;
    int digits = 0;
    int lower = 0;
    int upper = 0;
    int others = 0;
    int spaces = 0;
    int call = 0;
    int[] counts = new int[256];
    for (int i = from; i < to; i++) {
      int b = text.at(i);
      counts[b]++;
      digits += TextView.isDigit(b) ? 1 : 0;
      lower += b >= 'a' && b <= 'z' ? 1 : 0;
      upper += b >= 'A' && b <= 'Z' ? 1 : 0;
      spaces += TextView.isSpace(b) ? 1 : 0;
      call += b == '(' ? 1 : 0;
      others += "!@#$%^&*?~+=-".indexOf(b) >= 0 ? 1 : 0;
    }
    if (length == 0 || isPlaceholder(text, from, to)) {
      return false;
    }
    if (strong) {
      boolean odd = digits > 0 || others > 0;
      return delimited
          ? length >= 4 && (spaces == 0 || odd)
          : length >= 6 && odd && spaces == 0 && call == 0;
    }
    double entropy = entropy(counts, length);
    boolean mixed = digits > 0 && lower + upper > 0 && entropy >= 3;
    boolean random = lower > 0 && upper > 0 && length >= 20 && entropy >= 4;
    return length >= 16 && spaces == 0 && call == 0 && (mixed || random);
  }

  /** Shannon's entropy of the bytes, in bits a byte. */
  private static double entropy(int[] counts, int length) {
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / length;
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }

  private static boolean isPlaceholder(TextView text, int from, int to) {
    if (to - from > LONGEST_PLACEHOLDER) {
      return false;
    }
    StringBuilder whole = new StringBuilder(LONGEST_PLACEHOLDER);
    boolean same = true;
    boolean name = true;
    for (int i = from; i < to; i++) {
      int b = text.at(i);
      whole.append((char) Character.toLowerCase(b));
      same &= (b | 0x20) == (text.at(from) | 0x20);
      name &= TextView.isLetter(b) || b == '_' || (i == from && b == '$');
    }
    String lower = whole.toString();
    boolean filler =
        same && (lower.startsWith("*") || lower.startsWith("x") || lower.startsWith("."));
    boolean bracketed =
        (lower.startsWith("<") && lower.endsWith(">"))
            || (lower.startsWith("[") && lower.endsWith("]"))
            || (lower.startsWith("%") && lower.endsWith("%"));
    return filler
        || bracketed
        || (name && lower.startsWith("$"))
        || PLACEHOLDERS.contains(lower)
        || REFERENCES.stream().anyMatch(lower::startsWith);
  }
}
