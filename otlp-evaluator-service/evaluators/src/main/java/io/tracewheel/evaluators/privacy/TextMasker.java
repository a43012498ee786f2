// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import io.tracewheel.evaluators.privacy.MaskingRules.Action;
import io.tracewheel.otlp.ByteSlice;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Masks texts. Where a finding is a number of JSON, {@code null} takes its place, or for a
 * pseudonym a number, so that JSON in texts stays JSON. For one thread.
 */
public final class TextMasker {
  private static final int PSEUDONYM_LETTERS = 16;
  private static final long LARGEST_NUMBER = 900_000_000_000_000L;

  private final MaskingRules rules;
  private final Detector detector;
  private final @Nullable Mac mac;
  private final TextView plain = new TextView();

  /** A masker of rules. */
  public TextMasker(MaskingRules rules) {
    this.rules = rules;
    this.detector = new Detector(rules.types(), rules.patterns());
    this.mac = rules.key().isEmpty() ? null : mac(rules.key().bytes());
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }

  /** The text with what is masked; itself if nothing is. */
  public String mask(String text) {
    ByteSlice masked = mask(ByteSlice.of(text.getBytes(StandardCharsets.UTF_8)), ByteSlice.EMPTY);
    return masked == null ? text : masked.utf8();
  }

  /**
   * Masks a text.
   *
   * @param text UTF-8; not written to
   * @param key of the attribute that it is the value of; empty where there is none
   * @return the masked text; null if there is nothing to mask
   */
  public @Nullable ByteSlice mask(ByteSlice text, ByteSlice key) {
    if (text.isEmpty()
        || (!rules.except().isEmpty() && !key.isEmpty() && rules.except().contains(key.utf8()))) {
      return null;
    }
    Findings found = detector.scan(text, key);
    if (found.isEmpty()) {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16 * found.count());
    int done = text.offset();
    for (int i = 0; i < found.count(); i++) {
      out.write(text.array(), done, found.start(i) - done);
      byte[] instead = instead(text.array(), found, i).getBytes(StandardCharsets.UTF_8);
      out.write(instead, 0, instead.length);
      done = found.end(i);
    }
    out.write(text.array(), done, text.offset() + text.length() - done);
    return ByteSlice.of(out.toByteArray());
  }

  private String instead(byte[] text, Findings found, int i) {
    String name = found.name(i);
    Action action = rules.actions().getOrDefault(name, Action.MASK);
    boolean bare = found.isBareNumber(i);
    return switch (action) {
      case DROP -> bare ? "null" : "";
      case MASK -> bare ? "null" : "[" + name.toUpperCase(Locale.ROOT) + "]";
      case PSEUDONYM -> pseudonym(text, found, i, bare);
    };
  }

  private String pseudonym(byte[] text, Findings found, int i, boolean bare) {
    Mac keyed = mac;
    if (keyed == null) {
      throw new IllegalStateException("pseudonyms have a key");
    }
    String name = found.name(i);
    keyed.update((name + ":").getBytes(StandardCharsets.UTF_8));
    plain.load(text, found.start(i), found.end(i));
    PrivateType type = found.type(i);
    for (int at = plain.start; at < plain.end; at++) {
      int b = plain.bytes[at];
      if (isNumber(type)) {
        // Written with or without spaces, it is the same number.
        if (TextView.isWord(b)) {
          keyed.update((byte) Character.toUpperCase(b));
        }
      } else {
        keyed.update((byte) (type == PrivateType.EMAIL && b > 0 ? Character.toLowerCase(b) : b));
      }
    }
    byte[] hash = keyed.doFinal();
    if (bare) {
      long number = 0;
      for (int at = 0; at < 8; at++) {
        number = number << 8 | hash[at] & 0xff;
      }
      return Long.toString(LARGEST_NUMBER / 9 + Math.floorMod(number, LARGEST_NUMBER));
    }
    // Letters only, so that no pseudonym is ever taken for a number and masked again.
    StringBuilder letters = new StringBuilder("[" + name.toUpperCase(Locale.ROOT) + ":");
    for (int at = 0; at < PSEUDONYM_LETTERS / 2; at++) {
      letters.append((char) ('a' + (hash[at] >> 4 & 0xf))).append((char) ('a' + (hash[at] & 0xf)));
    }
    return letters.append(']').toString();
  }

  private static boolean isNumber(PrivateType type) {
    return switch (type) {
      case PHONE,
          PAYMENT_CARD,
          IBAN,
          US_SSN,
          ES_DNI,
          FR_NIR,
          IT_CODICE_FISCALE,
          BR_CPF,
          IN_AADHAAR,
          UK_NHS,
          CA_SIN,
          PL_PESEL,
          DE_TAX_ID ->
          true;
      default -> false;
    };
  }
}
