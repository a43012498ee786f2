// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.util.Set;

/** What begins with digits: cards, ids of persons, social security numbers, dates of birth. */
final class Numbers {
  /** Where a finding of {@link #find} begins. */
  int start;

  /** Where it ends. */
  int end;

  private final Set<PrivateType> types;
  private final DigitGroups groups = new DigitGroups();
  private final Phones phones = new Phones();
  private final int[] characters = new int[16];

  Numbers(Set<PrivateType> types) {
    this.types = types;
  }

  /** What begins at the first digit of a run; null if nothing does. */
  @org.jspecify.annotations.Nullable
  PrivateType find(TextView text, int at, Labels labels) {
    int before = at > text.floor ? text.at(at - 1) : -1;
    if (TextView.isWord(before)) {
      return afterLetters(text, at);
    }
    start = at;
    if (before == '.' && at - 1 > text.floor && TextView.isWord(text.at(at - 2))) {
      return null;
    }
    if (wants(PrivateType.IPV4) && isAddress(text, at, before, labels)) {
      return PrivateType.IPV4;
    }
    groups.read(text, at);
    if (wants(PrivateType.PHONE)) {
      int from = phones.start(text, at, groups, labels.near(Label.PHONE, at));
      if (phones.isInternational() && from >= 0) {
        start = from;
        end = phones.end;
        return PrivateType.PHONE;
      }
    }
    boolean chained = (before == '-' || before == '/') && at - 1 > text.floor && text.digit(at - 2);
    if (chained || (before == '-' && isUuid(text, at))) {
      return null;
    }
    PrivateType type = bySum(text, at, labels);
    if (type == null && wants(PrivateType.PHONE)) {
      int from = phones.start(text, at, groups, labels.near(Label.PHONE, at));
      if (from >= 0) {
        start = from;
        end = phones.end;
        return PrivateType.PHONE;
      }
    }
    if (type == null && wants(PrivateType.DATE_OF_BIRTH) && labels.near(Label.BIRTH, at)) {
      int to = Dates.end(text, at, groups);
      if (to > 0) {
        start = Dates.start(text, at);
        end = to;
        return PrivateType.DATE_OF_BIRTH;
      }
    }
    return type;
  }

  private boolean wants(PrivateType type) {
    return types.contains(type);
  }

  private boolean isAddress(TextView text, int at, int before, Labels labels) {
    if (before == '-' || labels.near(Label.VERSION, at)) {
      return false;
    }
    // After one slash it may be the version of a product: Chrome/120.0.0.0.
    boolean path = before == '/' && at - 1 > text.floor && text.at(at - 2) != '/';
    end = Networks.ipv4End(text, at, labels.near(Label.IP, at), path);
    return end > 0;
  }

  private @org.jspecify.annotations.Nullable PrivateType bySum(
      TextView text, int at, Labels labels) {
    if (wants(PrivateType.PAYMENT_CARD) && isCard(text)) {
      return PrivateType.PAYMENT_CARD;
    }
    if (wants(PrivateType.ES_DNI) && isDni(text, at)) {
      return PrivateType.ES_DNI;
    }
    int[] digits = groups.digits;
    if (wants(PrivateType.FR_NIR)
        && (whole(text, 15) || split(text, ' ', ' ', 1, 2, 2, 2, 3, 3, 2))
        && Checksums.nir(digits)) {
      return PrivateType.FR_NIR;
    }
    if (wants(PrivateType.BR_CPF) && isCpf(text, labels.near(Label.CPF, at))) {
      return PrivateType.BR_CPF;
    }
    if (wants(PrivateType.US_SSN) && isSsn(text, labels.near(Label.SSN, at))) {
      return PrivateType.US_SSN;
    }
    boolean last = at - 2 >= text.floor && text.at(at - 1) == ' ' && text.digit(at - 2);
    if (wants(PrivateType.IN_AADHAAR)
        && ((!last && split(text, ' ', '-', 4, 4, 4))
            || (labels.near(Label.AADHAAR, at) && whole(text, 12)))
        && digits[0] > 1
        && Checksums.verhoeff(digits, 12)) {
      return PrivateType.IN_AADHAAR;
    }
    return labelled(text, at, labels);
  }

  /** Numbers whose checksums are too weak without a word. */
  private @org.jspecify.annotations.Nullable PrivateType labelled(
      TextView text, int at, Labels labels) {
    int[] digits = groups.digits;
    if (wants(PrivateType.UK_NHS)
        && labels.near(Label.NHS, at)
        && (whole(text, 10) || split(text, ' ', '-', 3, 3, 4))
        && Checksums.nhs(digits)) {
      return PrivateType.UK_NHS;
    }
    if (wants(PrivateType.CA_SIN)
        && labels.near(Label.SIN, at)
        && (whole(text, 9) || split(text, ' ', '-', 3, 3, 3))
        && Checksums.luhn(digits, 9)) {
      return PrivateType.CA_SIN;
    }
    if (wants(PrivateType.PL_PESEL)
        && labels.near(Label.PESEL, at)
        && whole(text, 11)
        && Checksums.pesel(digits)) {
      return PrivateType.PL_PESEL;
    }
    if (wants(PrivateType.DE_TAX_ID)
        && labels.near(Label.TAX, at)
        && (whole(text, 11) || split(text, ' ', ' ', 2, 3, 3, 3))
        && Checksums.germanTaxId(digits)) {
      return PrivateType.DE_TAX_ID;
    }
    return null;
  }

  private boolean whole(TextView text, int length) {
    return groups.lengths[0] == length && ends(text, 1);
  }

  private boolean split(TextView text, char one, char other, int... lengths) {
    return groups.layout(lengths)
        && groups.separated(lengths.length, one, other)
        && ends(text, lengths.length)
        && !(groups.separators[lengths.length - 1] == groups.separators[0]);
  }

  private boolean ends(TextView text, int count) {
    end = groups.ends[count - 1];
    return groups.ends(text, count);
  }

  private boolean isCard(TextView text) {
    int[] digits = groups.digits;
    int length = 0;
    int used = 0;
    if (groups.lengths[0] >= 14 && groups.lengths[0] <= 19) {
      length = groups.lengths[0];
      used = 1;
    } else if (groups.layout(4, 4, 4, 4, 3) && groups.separated(5, ' ', '-')) {
      length = 19;
      used = 5;
    } else if (groups.layout(4, 4, 4, 4) && groups.separated(4, ' ', '-')) {
      length = 16;
      used = 4;
    } else if (groups.layout(4, 6, 5) && groups.separated(3, ' ', '-')) {
      length = 15;
      used = 3;
    } else if (groups.layout(4, 6, 4) && groups.separated(3, ' ', '-')) {
      length = 14;
      used = 3;
    }
    return used > 0
        && isIssued(digits, length, used > 1)
        && Checksums.luhn(digits, length)
        && ends(text, used);
  }

  /** Ranges and lengths of issuers (ISO/IEC 7812 registry as published by the schemes, 2025). */
  private static boolean isIssued(int[] digits, int length, boolean grouped) {
    int two = digits[0] * 10 + digits[1];
    int three = two * 10 + digits[2];
    int four = three * 10 + digits[3];
    if (digits[0] == 4) {
      return length == 16 || (length == 19 && grouped);
    }
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
      return length == 16;
    }
    if (two == 34 || two == 37) {
      return length == 15;
    }
    if ((three >= 300 && three <= 305) || two == 36 || two == 38 || two == 39) {
      return length == 14;
    }
    if (four == 6011 || (three >= 644 && three <= 649) || two == 65 || two == 62) {
      return length == 16 || length == 19;
    }
    if (four >= 3528 && four <= 3589) {
      return length == 16;
    }
    boolean maestro = four == 5018 || four == 5020 || four == 5038 || four == 5893 || four == 6304;
    return (maestro || four == 6759 || (four >= 6761 && four <= 6763)) && length == 16;
  }

  private boolean isDni(TextView text, int at) {
    if (groups.lengths[0] != 8) {
      return false;
    }
    int letterAt = text.at(at + 8) == '-' ? at + 9 : at + 8;
    int letter = text.at(letterAt);
    end = letterAt + 1;
    int number = 0;
    for (int i = 0; i < 8; i++) {
      number = number * 10 + groups.digits[i];
    }
    return letter >= 'A'
        && letter <= 'Z'
        && !text.word(end)
        && letter == Checksums.dniLetter(number);
  }

  private boolean isCpf(TextView text, boolean labelled) {
    boolean written =
        groups.layout(3, 3, 3, 2)
            && groups.separators[0] == '.'
            && groups.separators[1] == '.'
            && groups.separators[2] == '-'
            && ends(text, 4);
    return (written || (labelled && whole(text, 11))) && Checksums.cpf(groups.digits);
  }

  private boolean isSsn(TextView text, boolean labelled) {
    boolean written = split(text, '-', labelled ? ' ' : '-', 3, 2, 4);
    if (!written && !(labelled && whole(text, 9))) {
      return false;
    }
    int[] d = groups.digits;
    int area = d[0] * 100 + d[1] * 10 + d[2];
    boolean given = area != 0 && area != 666 && area < 900;
    return given && d[3] + d[4] > 0 && d[5] + d[6] + d[7] + d[8] > 0;
  }

  /** What has letters before its first digit: IBAN, NIE, codice fiscale. */
  private @org.jspecify.annotations.Nullable PrivateType afterLetters(TextView text, int at) {
    if (wants(PrivateType.IBAN) && at - 2 >= text.floor && bound(text, at - 2)) {
      boolean country = text.letter(at - 1) && text.letter(at - 2) && text.digit(at + 1);
      end = country ? Ibans.end(text, at - 2) : -1;
      if (end > 0) {
        start = at - 2;
        return PrivateType.IBAN;
      }
    }
    int letter = text.at(at - 1);
    if (wants(PrivateType.ES_DNI) && letter >= 'X' && letter <= 'Z' && bound(text, at - 1)) {
      int number = letter - 'X';
      int i = at;
      while (i < at + 7 && text.digit(i)) {
        number = number * 10 + text.at(i++) - '0';
      }
      i += text.at(i) == '-' ? 1 : 0;
      boolean sum = i >= at + 7 && text.at(i) == Checksums.dniLetter(number);
      if (sum && !text.word(i + 1)) {
        start = at - 1;
        end = i + 1;
        return PrivateType.ES_DNI;
      }
    }
    if (wants(PrivateType.IT_CODICE_FISCALE)
        && at - 6 >= text.floor
        && bound(text, at - 6)
        && isCodiceFiscale(text, at - 6)) {
      start = at - 6;
      end = at + 10;
      return PrivateType.IT_CODICE_FISCALE;
    }
    return null;
  }

  private boolean isCodiceFiscale(TextView text, int from) {
    for (int i = 0; i < 16; i++) {
      int c = text.at(from + i);
      boolean digit = "0000001101101110".charAt(i) == '1';
      if (digit ? !TextView.isDigit(c) : !TextView.isLetter(c)) {
        return false;
      }
      characters[i] = digit ? c : c & ~0x20;
    }
    return !text.word(from + 16) && characters[15] == Checksums.codiceFiscale(characters);
  }

  private static boolean bound(TextView text, int at) {
    return at == text.floor || !text.word(at - 1);
  }

  /** Whether a digit is inside 8-4-4-4-12 hexadecimal digits. */
  private static boolean isUuid(TextView text, int at) {
    int from = at;
    while (at - from < 36 && from > text.start && isUuidByte(text.at(from - 1))) {
      from--;
    }
    for (int i = 0; i < 36; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      int b = text.at(from + i);
      if (dash ? b != '-' : !Networks.isHex(b)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUuidByte(int b) {
    return b == '-' || Networks.isHex(b);
  }
}
