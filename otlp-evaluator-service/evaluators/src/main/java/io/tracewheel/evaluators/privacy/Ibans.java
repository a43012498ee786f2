// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.util.HashMap;
import java.util.Map;

/** IBANs: countries and lengths of the SWIFT registry, release 99, and ISO 7064 mod 97-10. */
final class Ibans {
  private static final String REGISTRY =
      "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24"
          + "FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28"
          + "LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25"
          + "QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";
  private static final Map<String, Integer> LENGTHS = new HashMap<>();

  static {
    for (int i = 0; i < REGISTRY.length(); i += 4) {
      LENGTHS.put(REGISTRY.substring(i, i + 2), Integer.parseInt(REGISTRY.substring(i + 2, i + 4)));
    }
  }

  private Ibans() {}

  /**
   * The end of the IBAN whose country begins at an index, written in one piece or in groups; -1 if
   * there is none.
   */
  static int end(TextView text, int start) {
    int first = text.at(start) & ~0x20;
    int second = text.at(start + 1) & ~0x20;
    Integer length = LENGTHS.get("" + (char) first + (char) second);
    if (length == null) {
      return -1;
    }
    int taken = 0;
    long head = 0;
    int rest = 0;
    int at = start;
    while (taken < length) {
      int b = text.at(at);
      if ((b == ' ' || b == '-') && taken >= 4 && text.word(at + 1)) {
        at++;
        continue;
      }
      int value;
      if (TextView.isDigit(b)) {
        value = b - '0';
      } else if (TextView.isLetter(b)) {
        value = (b & ~0x20) - 'A' + 10;
      } else {
        return -1;
      }
      // The first four characters are reckoned last.
      if (taken < 4) {
        head = value > 9 ? head * 100 + value : head * 10 + value;
      } else {
        rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
      }
      taken++;
      at++;
    }
    // Two letters and two digits are six digits.
    boolean sound = (rest * 1_000_000L + head) % 97 == 1;
    return sound && !text.word(at) ? at : -1;
  }
}
