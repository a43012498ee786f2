// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.otlp.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorTest {
  private final Detector detector = new Detector(PrivateType.named("all"), List.of());

  static ByteSlice slice(String text) {
    return ByteSlice.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> found(String text) {
    return found(detector.scan(slice(text)), text);
  }

  private static List<String> found(Findings findings, String text) {
    List<String> found = new ArrayList<>();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < findings.count(); i++) {
      int length = findings.end(i) - findings.start(i);
      found.add(
          findings.name(i)
              + " "
              + new String(bytes, findings.start(i), length, StandardCharsets.UTF_8));
    }
    return found;
  }

  /** Examples that standards, issuers and authorities have published, so that no sum is our own. */
  @ParameterizedTest
  @CsvSource({
    "payment_card, 4111 1111 1111 1111",
    "payment_card, 378282246310005",
    "payment_card, 5555-5555-5555-4444",
    "iban, GB29 NWBK 6016 1331 9268 19",
    "iban, DE89370400440532013000",
    "iban, NO9386011117947",
    "es_dni, 12345678Z",
    "es_dni, X1234567L",
    "it_codice_fiscale, RSSMRA85T10A562S",
    "br_cpf, 111.444.777-35",
    "fr_nir, 255081416802538",
    "uk_nhs, NHS 943 476 5919",
    "ca_sin, SIN: 046 454 286",
    "pl_pesel, PESEL 44051401359",
    "de_tax_id, Steuer-ID 86095742719",
    "us_ssn, 219-09-9999",
    "crypto_address, 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "crypto_address, bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "crypto_address, 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "phone, +1 415 555 2671",
    "ipv6, 2001:db8:85a3::8a2e:370:7334",
    "mac, 00:1A:2B:3C:4D:5E",
  })
  void published_examples_are_found_and_one_changed_digit_is_not(String type, String text) {
    assertThat(found("see " + text + " there"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith(type + " ");
    boolean sum = !Set.of("us_ssn", "phone", "ipv6", "mac").contains(type);
    if (sum) {
      char last = text.charAt(text.length() - 1);
      String wrong =
          text.substring(0, text.length() - 1)
              + (char) (last == '9' || last == 'Z' ? last - 1 : last + 1);
      assertThat(found("see " + wrong + " there")).as(wrong).isEmpty();
    }
  }

  @Test
  void a_value_under_any_depth_of_escapes_is_found_as_it_stands() {
    assertThat(found("{\"a\":\"{\\\"b\\\":\\\"x\\\\nalice@example.com\\\\n\\\"}\"}"))
        .containsExactly("email alice@example.com");
    assertThat(found("{\"a\":\"alice\\u0040example.com\"}"))
        .containsExactly("email alice\\u0040example.com");
    assertThat(found("line\\n+1 415-555-2671\\tx")).containsExactly("phone +1 415-555-2671");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"password\":\"hunter2\"}",
        "{\\\"password\\\": \\\"hunter2\\\"}",
        "{\\\\\\\"password\\\\\\\": \\\\\\\"hunter2\\\\\\\"}",
        "password=hunter2&x=1",
        "PASSWORD: hunter2, then"
      })
  void a_password_is_what_follows_the_word_at_any_level(String text) {
    assertThat(found(text)).containsExactly("password hunter2");
  }

  @Test
  void a_password_that_ends_with_a_backslash_or_holds_a_quote_ends_where_its_string_does() {
    assertThat(found("{\"password\":\"hunter2\\\\\",\"x\":\"y\"}"))
        .containsExactly("password hunter2");
    assertThat(found("{\"password\":\"hun\\\"ter2\",\"x\":\"y\"}"))
        .containsExactly("password hun\\\"ter2");
  }

  @Test
  void the_key_of_an_attribute_says_what_its_value_is() {
    assertThat(found(detector.scan(slice("hunter2x"), slice("db.password")), "hunter2x"))
        .containsExactly("password hunter2x");
    assertThat(found(detector.scan(slice("4155552671"), slice("userPhone")), "4155552671"))
        .containsExactly("phone 4155552671");
    assertThat(found(detector.scan(slice("118"), slice("gen_ai.usage.output_tokens")), "118"))
        .isEmpty();
    assertThat(found(detector.scan(slice(" the"), slice("token")), " the")).isEmpty();
  }

  @Test
  void only_what_is_asked_for_is_found() {
    Detector cards = new Detector(EnumSet.of(PrivateType.PAYMENT_CARD), List.of());
    String text = "alice@example.com 4111111111111111 password=hunter22";
    assertThat(found(cards.scan(slice(text)), text))
        .containsExactly("payment_card 4111111111111111");
  }

  @Test
  void patterns_of_ones_own_are_found_beside_the_others() {
    Detector own =
        new Detector(
            EnumSet.of(PrivateType.EMAIL),
            List.of(
                new OwnPattern("employee", "EMP-[0-9]{6}"),
                new OwnPattern("project", "P[0-9]{3}\\b")));
    String text = "P123 of EMP-123456 \\nalice@example.com";
    assertThat(found(own.scan(slice(text)), text))
        .containsExactly("project P123", "employee EMP-123456", "email alice@example.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"EMP.*", "a+", "(ab){2,}", "x*", "(", "(?=a)", "a{0,3}", "(a{1,100}){1,100}"})
  void a_pattern_without_bound_or_sense_is_refused_with_its_name(String regex) {
    assertThatThrownBy(() -> new OwnPattern("mine", regex))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mine");
  }

  /** Texts that make other matchers read the same bytes again and again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "@",
        "a@",
        "a.",
        "1",
        "1 ",
        "1-",
        "4111 ",
        "eyJ",
        "eyJ.",
        "eyJaaaaaaaaaaaa.",
        ":",
        "a:",
        "12:",
        "fe80:",
        "-----BEGIN PRIVATE KEY-----",
        "://",
        "://a:",
        "password=",
        "password=\"",
        "token=a",
        "bearer ",
        "\\",
        "\\n",
        "\\u0040",
        "\\\\\\\"",
        "DE89 ",
        "DE",
        "0x",
        "bc1q",
        "+1",
        "(1",
        "sk-",
        "{\"a\":",
        "[",
        "1,",
        "%40",
        "é",
        "\u0000",
        "dob ",
        "1/",
        "password is ",
        "aaaaaaaaa@",
        "1.1.1.",
        "https://",
        "AKIA",
        "xoxb-",
        "a@b.",
        "sk-ant-",
        "\"password\":\""
      })
  void the_number_of_looks_at_bytes_grows_with_the_text_and_no_faster(String piece) {
    long one = steps(piece, 20_000);
    long four = steps(piece, 80_000);
    assertThat(four).isLessThan(5 * one);
    assertThat(one).as("looks at each of 20,000 bytes").isLessThan(20_000 * 400L);
  }

  private static long steps(String piece, int length) {
    Detector fresh = new Detector(PrivateType.named("all"), List.of());
    fresh.scan(slice(piece.repeat(length / piece.length())));
    return fresh.steps();
  }
}
