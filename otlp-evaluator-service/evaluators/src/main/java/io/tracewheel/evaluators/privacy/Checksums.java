// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

/** The checksums of numbers; digits are given as values 0 to 9. */
final class Checksums {
  private static final int[][] VERHOEFF_D = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
    {2, 3, 4, 0, 1, 7, 8, 9, 5, 6}, {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
    {4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
    {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
    {8, 7, 6, 5, 9, 3, 2, 1, 0, 4}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}
  };
  private static final int[][] VERHOEFF_P = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
    {5, 8, 0, 3, 7, 9, 6, 1, 4, 2}, {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
    {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
    {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}
  };
  private static final String DNI = "TRWAGMYFPDXBNJZSQVHLCKE";
  private static final int[] PESEL = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};

  /** Codice fiscale: values of 0 to 9 and of A to Z in odd places. Decree of 23 December 1976. */
  private static final int[] ODD = {
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
  };

  private Checksums() {}

  /** ISO/IEC 7812-1, annex B. */
  static boolean luhn(int[] digits, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      int digit = digits[length - 1 - i];
      int twice = 2 * digit;
      sum += i % 2 == 0 ? digit : twice > 9 ? twice - 9 : twice;
    }
    return sum % 10 == 0;
  }

  /** Verhoeff's checksum in the dihedral group of order ten. */
  static boolean verhoeff(int[] digits, int length) {
    int c = 0;
    for (int i = 0; i < length; i++) {
      c = VERHOEFF_D[c][VERHOEFF_P[i % 8][digits[length - 1 - i]]];
    }
    return c == 0;
  }

  /** NHS Data Dictionary: weights 10 to 2, check digit 11 less the rest mod 11. */
  static boolean nhs(int[] digits) {
    int sum = 0;
    for (int i = 0; i < 9; i++) {
      sum += (10 - i) * digits[i];
    }
    return (11 - sum % 11) % 11 == digits[9];
  }

  /** Receita Federal: two check digits mod 11; ten equal digits are no number. */
  static boolean cpf(int[] digits) {
    boolean same = true;
    for (int i = 1; i < 11; i++) {
      same &= digits[i] == digits[0];
    }
    return !same && cpfDigit(digits, 9) && cpfDigit(digits, 10);
  }

  private static boolean cpfDigit(int[] digits, int at) {
    int sum = 0;
    for (int i = 0; i < at; i++) {
      sum += (at + 1 - i) * digits[i];
    }
    return sum * 10 % 11 % 10 == digits[at];
  }

  /** PESEL: weights 1, 3, 7, 9. */
  static boolean pesel(int[] digits) {
    int sum = 0;
    for (int i = 0; i < 10; i++) {
      sum += PESEL[i] * digits[i];
    }
    int month = digits[2] % 2 * 10 + digits[3];
    int day = digits[4] * 10 + digits[5];
    return (10 - sum % 10) % 10 == digits[10] && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  }

  /** ISO 7064 mod 11,10 over eleven digits, the first of which is not 0. */
  static boolean germanTaxId(int[] digits) {
    int product = 10;
    for (int i = 0; i < 10; i++) {
      int sum = (digits[i] + product) % 10;
      product = 2 * (sum == 0 ? 10 : sum) % 11;
    }
    return digits[0] != 0 && (11 - product) % 10 == digits[10];
  }

  /** INSEE: fifteen digits, of which the last two are 97 less the rest mod 97. */
  static boolean nir(int[] digits) {
    long number = 0;
    for (int i = 0; i < 13; i++) {
      number = number * 10 + digits[i];
    }
    int month = digits[3] * 10 + digits[4];
    boolean sex = digits[0] == 1 || digits[0] == 2;
    boolean born = (month >= 1 && month <= 12) || (month >= 20 && month <= 42);
    return sex && born && 97 - number % 97 == digits[13] * 10 + digits[14];
  }

  /** The letter of a DNI; for a NIE the number has a leading 0, 1 or 2 for X, Y or Z. */
  static char dniLetter(int number) {
    return DNI.charAt(number % 23);
  }

  /** The last letter of a codice fiscale, from its first fifteen characters in upper case. */
  static char codiceFiscale(int[] characters) {
    int sum = 0;
    for (int i = 0; i < 15; i++) {
      int c = characters[i];
      int value = c <= '9' ? c - '0' : c - 'A';
      sum += i % 2 == 0 ? ODD[value] : value;
    }
    return (char) ('A' + sum % 26);
  }
}
