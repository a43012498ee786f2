// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Made-up personal data and secrets of every type in the forms that people and programs write, and
 * near-misses that look like them and are none. The same seed gives the same values.
 */
final class GeneratedValues {
  static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  static final String DIGITS = "0123456789";
  static final String ALL = UPPER + LOWER + DIGITS;
  private static final String HEX = "0123456789abcdef";
  private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  private final Random random;
  private final Digests digests = new Digests();

  GeneratedValues(Random random) {
    this.random = random;
  }

  /**
   * A value.
   *
   * @param before words that say what it is, where it needs them; may be empty
   * @param text the value itself
   * @param after what belongs behind it
   */
  record Value(PrivateType type, String before, String text, String after) {}

  Value value(PrivateType type) {
    return switch (type) {
      case EMAIL -> of(type, email());
      case PHONE -> phone();
      case PAYMENT_CARD -> of(type, card());
      case IBAN -> of(type, iban());
      case US_SSN -> ssn();
      case ES_DNI -> of(type, dni());
      case FR_NIR -> of(type, spaced(nir(), " ", 1, 2, 2, 2, 3, 3, 2));
      case IT_CODICE_FISCALE -> of(type, codiceFiscale());
      case BR_CPF -> cpf();
      case IN_AADHAAR -> of(type, grouped(aadhaar(), pick(" ", "-"), 4, 4, 4));
      case UK_NHS ->
          labelled(
              type,
              pick("NHS number ", "NHS no. "),
              spaced(until(10, Checksums::nhs), pick(" ", "-"), 3, 3, 4));
      case CA_SIN ->
          labelled(
              type,
              pick("SIN: ", "social insurance number "),
              spaced(until(9, d -> Checksums.luhn(d, 9)), pick(" ", "-"), 3, 3, 3));
      case PL_PESEL -> labelled(type, "PESEL ", until(11, Checksums::pesel));
      case DE_TAX_ID ->
          labelled(
              type,
              pick("Steuer-ID ", "tax id: "),
              spaced(until(11, Checksums::germanTaxId), " ", 2, 3, 3, 3));
      case IPV4 ->
          of(type, (11 + random.nextInt(110)) + "." + octet() + "." + octet() + "." + octet());
      case IPV6 -> of(type, ipv6());
      case MAC -> of(type, mac());
      case DATE_OF_BIRTH ->
          labelled(type, pick("date of birth: ", "DOB ", "born on ", "birthday "), date());
      case CRYPTO_ADDRESS -> of(type, crypto());
      case AWS_ACCESS_KEY -> of(type, pick("AKIA", "ASIA") + run(UPPER, 12) + run("234567", 4));
      case GITHUB_TOKEN ->
          of(
              type,
              pick(
                  "ghp_" + run(ALL, 30) + run(DIGITS, 6),
                  "github_pat_" + run(ALL, 22) + "_" + run(ALL, 53) + run(DIGITS, 6)));
      case GITLAB_TOKEN -> of(type, "glpat-" + run(ALL, 18) + run(DIGITS, 2));
      case SLACK_TOKEN ->
          of(
              type,
              pick(
                  "xoxb-" + run(DIGITS, 12) + "-" + run(DIGITS, 12) + "-" + run(ALL, 24),
                  "hooks.slack.com/services/T"
                      + run(UPPER, 8)
                      + "/B"
                      + run(UPPER, 6)
                      + "12/"
                      + run(ALL, 24)));
      case STRIPE_KEY ->
          of(type, pick("sk_live_", "sk_test_", "rk_live_") + run(ALL, 22) + run(DIGITS, 2));
      case GOOGLE_KEY -> of(type, "AIza" + run(ALL, 33) + run(DIGITS, 2));
      case OPENAI_KEY ->
          of(
              type,
              pick(
                  "sk-proj-" + run(ALL, 60) + run(DIGITS, 3),
                  "sk-" + run(ALL, 46) + run(DIGITS, 2)));
      case ANTHROPIC_KEY -> of(type, "sk-ant-api03-" + run(ALL + "_-", 90) + run(DIGITS, 5));
      case SERVICE_TOKEN ->
          of(
              type,
              pick(
                  "hf_" + run(ALL, 32) + run(DIGITS, 2),
                  "npm_" + run(ALL, 34) + run(DIGITS, 2),
                  "SG." + run(ALL, 21) + "7." + run(ALL, 43)));
      case JWT -> of(type, jwt());
      case PRIVATE_KEY -> of(type, pem());
      case URL_CREDENTIALS ->
          new Value(
              type,
              pick("postgres", "https", "amqp") + "://",
              word() + ":" + run(ALL, 8) + run(DIGITS, 2),
              "@db.internal.example/main");
      case AUTH_HEADER -> authorization();
      case PASSWORD ->
          new Value(
              type,
              pick("password: ", "password=", "passwd: ", "pwd=", "the password is "),
              run(LOWER, 6) + run(DIGITS, 3) + "!",
              " ");
      case SECRET ->
          new Value(
              type,
              pick("api_key=", "token: ", "client_secret=", "access_token: ", "SECRET_KEY="),
              run(ALL, 26) + "q7X",
              " ");
      case CUSTOM -> throw new IllegalArgumentException("made by the test itself");
    };
  }

  private static Value of(PrivateType type, String text) {
    return new Value(type, "", text, "");
  }

  private static Value labelled(PrivateType type, String label, String text) {
    return new Value(type, label, text, "");
  }

  private String email() {
    String local =
        pick(
            word() + "." + word(),
            word() + random.nextInt(100),
            word() + "+" + word(),
            word().charAt(0) + "_" + word(),
            "jürgen." + word(),
            word() + "-" + word());
    String host =
        pick(
            word() + ".com",
            word() + ".co.uk",
            "mail." + word() + ".org",
            word() + "-" + word() + ".io");
    return local + (random.nextInt(12) == 0 ? "%40" : "@") + host;
  }

  private Value phone() {
    String seven = (2 + random.nextInt(8)) + run("023456789", 2) + "-" + run(DIGITS, 4);
    String area = (2 + random.nextInt(8)) + run("023456789", 2);
    PrivateType type = PrivateType.PHONE;
    return switch (random.nextInt(9)) {
      case 0 -> of(type, "+1 (" + area + ") " + seven);
      case 1 -> of(type, "(" + area + ") " + seven);
      case 2 -> of(type, area + "-" + seven);
      case 3 -> of(type, "+44 20 7" + run(DIGITS, 3) + " " + run(DIGITS, 4));
      case 4 -> of(type, "+4915" + run(DIGITS, 9));
      case 5 -> of(type, "+33 6 " + grouped(run(DIGITS, 8), " ", 2, 2, 2, 2));
      case 6 -> of(type, "06 " + grouped(run(DIGITS, 8), " ", 2, 2, 2, 2));
      case 7 -> of(type, "07" + run("123456789", 3) + " " + run(DIGITS, 6));
      default -> labelled(type, pick("phone: ", "Tel. ", "mobile "), area + run("23456789", 7));
    };
  }

  private String card() {
    while (true) {
      int form = random.nextInt(6);
      String start =
          List.of("4", "5" + (1 + random.nextInt(5)), "37", "6011", "2221", "3530").get(form);
      int length = form == 2 ? 15 : 16;
      String number = start + run(DIGITS, length - start.length());
      if (Checksums.luhn(digits(number), length)) {
        return form == 2
            ? spaced(number, pick(" ", "-"), 4, 6, 5)
            : spaced(number, pick(" ", "-"), 4, 4, 4, 4);
      }
    }
  }

  private String iban() {
    String[] forms = {"DE18D", "GB4U14D", "FR23D", "NL4U10D", "ES20D", "CH17D"};
    String form = pick(forms);
    StringBuilder body = new StringBuilder();
    for (String part : form.substring(2).replaceAll("([UD])", "$1 ").split(" ", -1)) {
      if (!part.isEmpty()) {
        int count = Integer.parseInt(part.substring(0, part.length() - 1));
        body.append(run(part.endsWith("U") ? UPPER : DIGITS, count));
      }
    }
    String country = form.substring(0, 2);
    java.math.BigInteger number = new java.math.BigInteger(letters(body + country + "00"));
    int check = 98 - number.mod(java.math.BigInteger.valueOf(97)).intValue();
    String whole = country + String.format(Locale.ROOT, "%02d", check) + body;
    return random.nextBoolean() ? whole : whole.replaceAll("(.{4})(?=.)", "$1 ");
  }

  private static String letters(String text) {
    StringBuilder digits = new StringBuilder();
    text.chars().forEach(c -> digits.append(Character.digit(c, 36)));
    return digits.toString();
  }

  private Value ssn() {
    String three = String.format(Locale.ROOT, "%03d", 1 + random.nextInt(664));
    String number = three + (10 + random.nextInt(90)) + run("123456789", 4);
    return random.nextInt(3) > 0
        ? of(PrivateType.US_SSN, grouped(number, "-", 3, 2, 4))
        : labelled(PrivateType.US_SSN, "SSN: ", number);
  }

  private String dni() {
    int number = random.nextInt(10_000_000);
    if (random.nextBoolean()) {
      int prefix = random.nextInt(3);
      return "XYZ".charAt(prefix)
          + String.format(Locale.ROOT, "%07d", number)
          + Checksums.dniLetter(prefix * 10_000_000 + number);
    }
    int eight = 10_000_000 + number;
    return eight + pick("", "-") + Checksums.dniLetter(eight);
  }

  private String nir() {
    String head =
        pick("1", "2")
            + run(DIGITS, 2)
            + String.format(Locale.ROOT, "%02d", 1 + random.nextInt(12))
            + String.format(Locale.ROOT, "%02d", 1 + random.nextInt(95))
            + run(DIGITS, 6);
    return head + String.format(Locale.ROOT, "%02d", 97 - Long.parseLong(head) % 97);
  }

  private String codiceFiscale() {
    String head =
        run(UPPER, 6)
            + run(DIGITS, 2)
            + run("ABCDEHLMPRST", 1)
            + String.format(Locale.ROOT, "%02d", 1 + random.nextInt(28))
            + run("ABCDEFGHI", 1)
            + run(DIGITS, 3);
    return head + Checksums.codiceFiscale(head.chars().toArray());
  }

  private Value cpf() {
    String number = until(11, Checksums::cpf);
    String written =
        number.substring(0, 3)
            + "."
            + number.substring(3, 6)
            + "."
            + number.substring(6, 9)
            + "-"
            + number.substring(9);
    return random.nextBoolean()
        ? of(PrivateType.BR_CPF, written)
        : labelled(PrivateType.BR_CPF, "CPF ", number);
  }

  private String aadhaar() {
    while (true) {
      String number = run("23456789", 1) + run(DIGITS, 11);
      if (Checksums.verhoeff(digits(number), 12)) {
        return number;
      }
    }
  }

  private String ipv6() {
    return pick(
        "2001:db8:"
            + hex(4)
            + ":"
            + hex(4)
            + ":"
            + hex(4)
            + ":"
            + hex(4)
            + ":"
            + hex(4)
            + ":"
            + hex(4),
        "2a02:" + hex(4) + "::" + hex(4),
        "fe80::" + hex(4) + ":" + hex(4) + ":" + hex(4) + ":" + hex(4));
  }

  private String mac() {
    String separator = pick(":", "-");
    String pairs = grouped("a" + hex(11), separator, 2, 2, 2, 2, 2, 2);
    return random.nextBoolean() ? pairs : pairs.toUpperCase(Locale.ROOT);
  }

  private String date() {
    int year = 1930 + random.nextInt(80);
    int month = 1 + random.nextInt(12);
    int day = 1 + random.nextInt(28);
    String name = List.of("March", "April", "May", "June", "December").get(random.nextInt(5));
    return switch (random.nextInt(5)) {
      case 0 -> String.format(Locale.ROOT, "%d-%02d-%02d", year, month, day);
      case 1 -> String.format(Locale.ROOT, "%02d/%02d/%d", month, day, year);
      case 2 -> String.format(Locale.ROOT, "%02d.%02d.%d", day, month, year);
      case 3 -> day + " " + name + " " + year;
      default -> name + " " + day + ", " + year;
    };
  }

  private String crypto() {
    if (random.nextBoolean()) {
      byte[] lower = hex(40).getBytes(StandardCharsets.US_ASCII);
      byte[] hash = Digests.keccak256(lower);
      StringBuilder address = new StringBuilder("0x");
      for (int i = 0; i < 40; i++) {
        int nibble = hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xf;
        char c = (char) lower[i];
        address.append(nibble > 7 ? Character.toUpperCase(c) : c);
      }
      return address.toString();
    }
    return base58();
  }

  private String base58() {
    byte[] body = new byte[25];
    random.nextBytes(body);
    body[0] = 0;
    body[1] |= 0x40; // so that the length is the usual one
    try {
      java.security.MessageDigest sha = java.security.MessageDigest.getInstance("SHA-256");
      sha.update(body, 0, 21);
      System.arraycopy(sha.digest(sha.digest()), 0, body, 21, 4);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
    java.math.BigInteger number = new java.math.BigInteger(1, body);
    StringBuilder text = new StringBuilder();
    java.math.BigInteger base = java.math.BigInteger.valueOf(58);
    while (number.signum() > 0) {
      text.insert(0, BASE58.charAt(number.mod(base).intValue()));
      number = number.divide(base);
    }
    String address = "1" + text;
    byte[] bytes = address.getBytes(StandardCharsets.US_ASCII);
    if (!digests.base58Check(bytes, 0, bytes.length)) {
      throw new AssertionError("no address: " + address);
    }
    return address;
  }

  private String jwt() {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String header = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    String claims = "{\"sub\":\"" + word() + "\",\"iat\":" + random.nextInt(1_000_000) + "}";
    return encoder.encodeToString(header.getBytes(StandardCharsets.US_ASCII))
        + "."
        + encoder.encodeToString(claims.getBytes(StandardCharsets.US_ASCII))
        + "."
        + run(ALL + "-_", 42)
        + "k";
  }

  private String pem() {
    String kind = pick("RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY");
    StringBuilder text = new StringBuilder("-----BEGIN " + kind + "-----\n");
    for (int i = 0; i < 4; i++) {
      text.append(run(ALL + "+/", 64)).append('\n');
    }
    return text + "-----END " + kind + "-----";
  }

  private Value authorization() {
    if (random.nextBoolean()) {
      return new Value(
          PrivateType.AUTH_HEADER, "Authorization: Bearer ", run(ALL, 30) + run(DIGITS, 2), "");
    }
    String plain = word() + ":" + run(ALL, 12);
    String coded = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    return new Value(PrivateType.AUTH_HEADER, "Authorization: Basic ", coded, "");
  }

  /** Something that looks like private data and is none. */
  String nearMiss() {
    return switch (random.nextInt(26)) {
      case 0 -> brokenCard();
      case 1 -> "version " + random.nextInt(20) + "." + octet() + "." + octet() + "." + octet();
      case 2 -> "order " + run("123456789", 1) + run(DIGITS, 9 + random.nextInt(4));
      case 3 -> new UUID(random.nextLong(), random.nextLong()).toString();
      case 4 -> "sha256:" + hex(64);
      case 5 -> "commit " + hex(40);
      case 6 -> word() + "@" + pick("2x.png", "1.4.2", "localhost", "next");
      case 7 -> "@Override public void " + word() + "()";
      case 8 -> "GB" + run("12", 2) + "NWBK" + run("01", 12) + "7"; // one short
      case 9 -> "20" + run(DIGITS, 2) + "-0" + run("123456789", 1) + "-1" + run("012345678", 1);
      case 10 -> "std::" + word() + "::" + word() + " a::b";
      case 11 -> "12:" + (10 + random.nextInt(49)) + ":" + (10 + random.nextInt(49)) + ".250";
      case 12 ->
          "ticket " + run("9", 1) + run(DIGITS, 2) + "-" + run(DIGITS, 2) + "-" + run(DIGITS, 4);
      case 13 -> "password: " + pick("required", "********", "<redacted>", "${PASSWORD}", "null");
      case 14 -> "\"max_tokens\": 4096, \"token\": \" the\", \"output_tokens\": 118";
      case 15 -> "timestamp 17" + run(DIGITS, 11);
      case 16 -> "timeUnixNano 17" + run(DIGITS, 17);
      case 17 ->
          "fingerprint " + grouped(hex(32), ":", 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
      case 18 -> "released on " + date();
      case 19 -> "0x" + hex(40).toUpperCase(Locale.ROOT).replace('A', 'a') + " is a hash";
      case 20 ->
          "https://" + word() + ".example/" + word() + "?page=" + random.nextInt(99) + "&q=a:b";
      case 21 -> "Chrome/120.0.0.0 Safari/537.36";
      case 22 -> "price 1 " + run(DIGITS, 3) + " " + run(DIGITS, 3) + ".00 EUR";
      case 23 -> "the secret of " + word() + " is patience; tokens: 12; sk-learn-contrib";
      case 24 -> "x = " + run(DIGITS, 3) + "." + run(DIGITS, 4) + "e-0" + run("123456789", 1);
      default -> "git@github.com:" + word() + "/" + word() + ".git";
    };
  }

  private String brokenCard() {
    while (true) {
      String number = "4" + run(DIGITS, 15);
      if (!Checksums.luhn(digits(number), 16)) {
        return spaced(number, " ", 4, 4, 4, 4);
      }
    }
  }

  private int octet() {
    return 10 + random.nextInt(246);
  }

  private String word() {
    return run(LOWER, 4 + random.nextInt(6));
  }

  private String hex(int length) {
    return run(HEX.substring(1), 1) + run(HEX, length - 1);
  }

  private String until(int length, Predicate<int[]> sound) {
    while (true) {
      String number = run(DIGITS, length);
      if (sound.test(digits(number))) {
        return number;
      }
    }
  }

  static int[] digits(String number) {
    return number.chars().map(c -> c - '0').toArray();
  }

  /** In groups or in one piece. */
  private String spaced(String number, String separator, int... groups) {
    return random.nextBoolean() ? number : grouped(number, separator, groups);
  }

  private static String grouped(String number, String separator, int... groups) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (int group : groups) {
      text.append(at == 0 ? "" : separator).append(number, at, at + group);
      at += group;
    }
    return text.toString();
  }

  String run(String from, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(from.charAt(random.nextInt(from.length())));
    }
    return text.toString();
  }

  private String pick(String... from) {
    return from[random.nextInt(from.length)];
  }
}
