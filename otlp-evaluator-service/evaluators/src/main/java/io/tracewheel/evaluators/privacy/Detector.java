// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import io.tracewheel.otlp.ByteSlice;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds personal data and secrets in a text. One pass: an automaton of short words (signs, prefixes
 * of keys, labels) runs over the bytes; where one of them or a digit is met, a check of bounded
 * length looks around, and what is found is not looked at again. The work is linear in the text
 * whatever it holds.
 *
 * <p>Escapes of JSON, however deep, are read as what they stand for ({@link TextView}); findings
 * are ranges of the text as it stands. Buffers are reused; not thread-safe.
 */
public final class Detector {

  /** Takes matches of the user's own patterns. */
  @FunctionalInterface
  interface Sink {
    void found(int pattern, int start, int end);
  }

  private enum Action {
    EMAIL,
    COLON,
    DASH,
    URL,
    TOKEN,
    JWT,
    PEM,
    ETHEREUM,
    BECH32,
    LABEL,
    STRONG,
    WEAK,
    BEARER,
    BASIC
  }

  private record Anchor(
      String word, Action action, Tokens.@Nullable Form form, @Nullable Label label) {}

  private static final List<String> STRONG =
      List.of("password", "passwd", "passphrase", "passcode", "pwd");
  private static final List<String> WEAK =
      List.of(
          "token",
          "secret",
          "api_key",
          "api-key",
          "api key",
          "apikey",
          "access_key",
          "access key",
          "accesskey",
          "secret_key",
          "secret key",
          "secretkey",
          "private_key",
          "auth_key",
          "credential",
          "credentials",
          "authorization");
  private static final Set<PrivateType> NUMBERS =
      EnumSet.of(
          PrivateType.PHONE,
          PrivateType.PAYMENT_CARD,
          PrivateType.IBAN,
          PrivateType.US_SSN,
          PrivateType.ES_DNI,
          PrivateType.FR_NIR,
          PrivateType.IT_CODICE_FISCALE,
          PrivateType.BR_CPF,
          PrivateType.IN_AADHAAR,
          PrivateType.UK_NHS,
          PrivateType.CA_SIN,
          PrivateType.PL_PESEL,
          PrivateType.DE_TAX_ID,
          PrivateType.IPV4,
          PrivateType.DATE_OF_BIRTH);

  private final Set<PrivateType> types;
  private final List<OwnPattern> own;
  private final List<Anchor> anchors = new ArrayList<>();
  private final Anchors automaton;
  private final boolean numbersWanted;
  private final TextView text = new TextView();
  private final TextView keyText = new TextView();
  private final Labels labels = new Labels();
  private final Numbers numbers;
  private final Credentials credentials = new Credentials();
  private final Digests digests = new Digests();
  private final Findings findings;
  private boolean strongKey;
  private boolean weakKey;

  /**
   * A detector for one thread.
   *
   * @param types what to look for
   * @param own patterns of the user's, looked for besides
   */
  public Detector(Set<PrivateType> types, List<OwnPattern> own) {
    this.types = types.isEmpty() ? EnumSet.noneOf(PrivateType.class) : EnumSet.copyOf(types);
    this.own = List.copyOf(own);
    this.findings = new Findings(this.own);
    this.numbers = new Numbers(this.types);
    this.numbersWanted = this.types.stream().anyMatch(NUMBERS::contains);
    anchors();
    this.automaton = new Anchors(anchors.stream().map(Anchor::word).toList());
  }

  private void anchors() {
    add(Action.EMAIL, PrivateType.EMAIL, "@", "%40");
    if (types.contains(PrivateType.MAC) || types.contains(PrivateType.IPV6)) {
      anchors.add(new Anchor(":", Action.COLON, null, null));
    }
    add(Action.DASH, PrivateType.MAC, "-");
    add(Action.URL, PrivateType.URL_CREDENTIALS, "://");
    add(Action.JWT, PrivateType.JWT, "eyj");
    add(Action.PEM, PrivateType.PRIVATE_KEY, "-----begin ");
    add(Action.ETHEREUM, PrivateType.CRYPTO_ADDRESS, "0x");
    add(Action.BECH32, PrivateType.CRYPTO_ADDRESS, "bc1");
    add(Action.BEARER, PrivateType.AUTH_HEADER, "bearer ");
    add(Action.BASIC, PrivateType.AUTH_HEADER, "basic ");
    add(Action.STRONG, PrivateType.PASSWORD, STRONG.toArray(String[]::new));
    add(Action.WEAK, PrivateType.SECRET, WEAK.toArray(String[]::new));
    for (Tokens.Form form : Tokens.FORMS) {
      if (types.contains(form.type())) {
        String word = form.prefix().toLowerCase(java.util.Locale.ROOT);
        anchors.add(new Anchor(word, Action.TOKEN, form, null));
      }
    }
    if (numbersWanted || types.contains(PrivateType.CRYPTO_ADDRESS)) {
      for (Label label : Label.values()) {
        label.words.forEach(word -> anchors.add(new Anchor(word, Action.LABEL, null, label)));
      }
    }
  }

  private void add(Action action, PrivateType type, String... words) {
    if (types.contains(type)) {
      for (String word : words) {
        anchors.add(new Anchor(word, action, null, null));
      }
    }
  }

  /** Looks at a text. */
  public Findings scan(ByteSlice utf8) {
    return scan(utf8, ByteSlice.EMPTY);
  }

  /**
   * Looks at a text that is the value of an attribute.
   *
   * @param key of the attribute: a value of {@code user.password} is one; may be empty
   * @return good until the next call
   */
  public Findings scan(ByteSlice utf8, ByteSlice key) {
    text.load(utf8.array(), utf8.offset(), utf8.offset() + utf8.length());
    labels.clear();
    findings.clear();
    if (!key.isEmpty()) {
      readKey(key);
      if ((strongKey || weakKey) && credentials.whole(text, strongKey)) {
        found(secretType(strongKey ? PrivateType.PASSWORD : PrivateType.SECRET));
        return findings;
      }
    }
    search();
    if (!own.isEmpty() && text.end > text.start) {
      for (int i = 0; i < own.size(); i++) {
        own.get(i)
            .find(
                text,
                i,
                (index, start, end) ->
                    findings.addOwn(
                        index, text.source(start), text.source(end), isBare(start, end)));
      }
      findings.merge();
    }
    return findings;
  }

  /** How often a byte was looked at since this detector was made. */
  long steps() {
    return text.steps + keyText.steps;
  }

  private void readKey(ByteSlice key) {
    strongKey = false;
    weakKey = false;
    keyText.load(key.array(), key.offset(), key.offset() + key.length());
    int state = 0;
    for (int i = keyText.start; i < keyText.end; i++) {
      state = automaton.step(state, keyText.bytes[i]);
      for (int word : automaton.words(state)) {
        Anchor anchor = anchors.get(word);
        if (anchor.label != null && isWord(keyText, i + 1 - anchor.word.length(), i + 1)) {
          labels.seen(anchor.label, text.start);
        }
        if (!keyText.word(i + 1)) {
          strongKey |= anchor.action == Action.STRONG;
          weakKey |= anchor.action == Action.WEAK;
        }
      }
    }
    text.steps += keyText.end - keyText.start;
  }

  private void search() {
    byte[] bytes = text.bytes;
    int state = 0;
    boolean inDigits = false;
    for (int i = text.start; i < text.end; i++) {
      byte b = bytes[i];
      state = automaton.step(state, b);
      boolean digit = b >= '0' && b <= '9';
      int next = -1;
      if (digit && !inDigits) {
        next = digits(i);
      }
      inDigits = digit;
      if (next < 0) {
        for (int word : automaton.words(state)) {
          next = look(anchors.get(word), i + 1);
          if (next >= 0) {
            break;
          }
        }
      }
      if (next >= 0) {
        text.floor = next;
        i = next - 1;
        state = 0;
        inDigits = false;
      }
    }
    text.steps += text.end - text.start;
  }

  private int digits(int at) {
    if (types.contains(PrivateType.CRYPTO_ADDRESS)) {
      int end = base58End(at);
      if (end > 0) {
        return found(PrivateType.CRYPTO_ADDRESS, at, end);
      }
    }
    PrivateType type = numbersWanted ? numbers.find(text, at, labels) : null;
    return type == null ? -1 : found(type, numbers.start, numbers.end);
  }

  private int base58End(int at) {
    int first = text.at(at);
    if ((first != '1' && first != '3') || (at > text.floor && text.word(at - 1))) {
      return -1;
    }
    int end = at;
    while (end - at < 36 && Digests.isBase58(text.at(end))) {
      end++;
    }
    boolean length = end - at >= 26 && end - at <= 35 && !text.word(end);
    return length && digests.base58Check(text.bytes, at, end) ? end : -1;
  }

  /** What an anchor stands for that ends at an index: where the finding ends, or -1. */
  private int look(Anchor anchor, int end) {
    int start = end - anchor.word.length();
    if (start < text.floor) {
      return -1;
    }
    switch (anchor.action) {
      case EMAIL:
        int from = Emails.start(text, start, end);
        return from < 0 ? -1 : found(PrivateType.EMAIL, from, Emails.end(text, end));
      case COLON:
      case DASH:
        return network(start);
      case URL:
        return credentials.userInfo(text, end) ? found(PrivateType.URL_CREDENTIALS) : -1;
      case TOKEN:
        Tokens.Form form = anchor.form;
        int to = form == null ? -1 : Tokens.end(text, form, start, end);
        return form == null || to < 0 ? -1 : found(form.type(), start, to);
      case JWT:
        boolean header =
            text.at(start) == 'e' && text.at(start + 1) == 'y' && text.at(start + 2) == 'J';
        return header && credentials.token(text, start) ? found(PrivateType.JWT) : -1;
      case PEM:
        return credentials.pem(text, start, end) ? found(PrivateType.PRIVATE_KEY) : -1;
      case ETHEREUM:
        int hexEnd = ethereumEnd(start, end);
        return hexEnd < 0 ? -1 : found(PrivateType.CRYPTO_ADDRESS, start, hexEnd);
      case BECH32:
        int bechEnd = bech32End(start, end);
        return bechEnd < 0 ? -1 : found(PrivateType.CRYPTO_ADDRESS, start, bechEnd);
      case LABEL:
        if (anchor.label != null && isWord(text, start, end)) {
          labels.seen(anchor.label, end);
        }
        return -1;
      case STRONG:
        return credentials.value(text, end, true) ? found(secretType(PrivateType.PASSWORD)) : -1;
      case WEAK:
        return credentials.value(text, end, false) ? found(secretType(PrivateType.SECRET)) : -1;
      case BEARER:
      case BASIC:
        boolean bound = start == text.floor || !text.word(start - 1);
        return bound && credentials.header(text, end, anchor.action == Action.BASIC)
            ? found(PrivateType.AUTH_HEADER)
            : -1;
    }
    throw new IllegalStateException("no such action: " + anchor.action);
  }

  private int network(int at) {
    if (types.contains(PrivateType.MAC)) {
      int start = Networks.macStart(text, at);
      if (start >= 0) {
        return found(PrivateType.MAC, start, start + 17);
      }
    }
    if (text.at(at) == ':' && types.contains(PrivateType.IPV6)) {
      int start = Networks.ipv6Start(text, at);
      if (start >= 0) {
        return found(PrivateType.IPV6, start, Networks.ipv6End(text, start));
      }
    }
    return -1;
  }

  private int ethereumEnd(int start, int from) {
    if (start > text.floor && text.word(start - 1)) {
      return -1;
    }
    boolean lower = false;
    boolean upper = false;
    for (int i = from; i < from + 40; i++) {
      int b = text.at(i);
      if (!Networks.isHex(b)) {
        return -1;
      }
      lower |= b >= 'a';
      upper |= b >= 'A' && b <= 'F';
    }
    boolean sound =
        lower && upper ? Digests.eip55(text.bytes, from) : labels.near(Label.WALLET, start);
    return sound && !text.word(from + 40) ? from + 40 : -1;
  }

  private int bech32End(int start, int from) {
    if (start > text.floor && text.word(start - 1)) {
      return -1;
    }
    int end = from;
    while (end - from < 60
        && TextView.isWord(text.at(end))
        && Digests.isBech32(text.at(end) | 0x20)) {
      end++;
    }
    boolean length = end - start == 42 || end - start == 62;
    return length && !text.word(end) && Digests.bech32(text.bytes, start, end) ? end : -1;
  }

  /** Whether a label stands for itself and is no part of another word. */
  private static boolean isWord(TextView text, int start, int end) {
    int before = text.at(start - 1);
    int after = text.at(end);
    int first = text.at(start);
    int last = text.at(end - 1);
    boolean camelLeft = before >= 'a' && first >= 'A' && first <= 'Z';
    boolean camelRight = last >= 'a' && after >= 'A' && after <= 'Z';
    boolean left = !TextView.isLetter(before) || camelLeft;
    return left && (!TextView.isLetter(after) || camelRight || after == 's');
  }

  /** The form of a labelled secret, where it has one. */
  private PrivateType secretType(PrivateType otherwise) {
    int start = credentials.start;
    for (Tokens.Form form : Tokens.FORMS) {
      if (types.contains(form.type())
          && Tokens.end(text, form, start, start + form.prefix().length()) > 0) {
        return form.type();
      }
    }
    boolean jwt = text.at(start) == 'e' && text.at(start + 1) == 'y' && text.at(start + 2) == 'J';
    return jwt && types.contains(PrivateType.JWT) ? PrivateType.JWT : otherwise;
  }

  private int found(PrivateType type) {
    return found(type, credentials.start, credentials.end);
  }

  private int found(PrivateType type, int start, int end) {
    findings.add(type, text.source(start), text.source(end), isBare(start, end));
    return end;
  }

  /**
   * Whether a range is a number of JSON, in an object or an array. In doubt it is: null in a list
   * of words is ugly, a word in a list of numbers is no JSON any more.
   */
  private boolean isBare(int start, int end) {
    if (end - start > 32) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (!text.digit(i) && ".-+eE".indexOf(text.at(i)) < 0) {
        return false;
      }
    }
    int after = text.at(beyond(end, 1));
    int at = beyond(start - 1, -1);
    int before = text.at(at);
    if (after != ',' && after != '}' && after != ']') {
      return false;
    }
    if (before == ':') {
      return text.at(beyond(at - 1, -1)) == '"';
    }
    for (int i = at; before == ',' && at - i < 256; i--) {
      int b = text.at(i);
      if (b == '[' || b == '}' || b == '"' || b == ']') {
        return true;
      }
      if (b < 0 || b == '{' || (TextView.isLetter(b) && "nultrefas".indexOf(b) < 0)) {
        return false;
      }
    }
    return before == '[' || before == ',';
  }

  private int beyond(int from, int step) {
    int at = from;
    while (Math.abs(at - from) < 64 && TextView.isSpace(text.at(at))) {
      at += step;
    }
    return at;
  }
}
