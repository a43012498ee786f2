// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Kinds of personal data and secrets that can be told by their form. */
public enum PrivateType {
  /** An address of e-mail, {@code %40} for the sign included. */
  EMAIL(Group.PII),
  /** International with +, or in a national form of the US, UK, France or Germany. */
  PHONE(Group.PII),
  /** Issuer range, length and Luhn's checksum. */
  PAYMENT_CARD(Group.PII),
  /** Country, its length, and ISO 7064 mod 97-10. */
  IBAN(Group.PII),
  /** Social security number of the United States; no checksum exists. */
  US_SSN(Group.PII),
  /** DNI and NIE of Spain: letter is number mod 23. */
  ES_DNI(Group.PII),
  /** NIR of France: key is 97 less number mod 97. */
  FR_NIR(Group.PII),
  /** Codice fiscale of Italy: last letter by table. */
  IT_CODICE_FISCALE(Group.PII),
  /** CPF of Brazil: two digits mod 11. */
  BR_CPF(Group.PII),
  /** Aadhaar of India: Verhoeff's checksum. */
  IN_AADHAAR(Group.PII),
  /** NHS number of England: mod 11. */
  UK_NHS(Group.PII),
  /** Social insurance number of Canada: Luhn. */
  CA_SIN(Group.PII),
  /** PESEL of Poland: weighted mod 10. */
  PL_PESEL(Group.PII),
  /** Steuer-Identifikationsnummer of Germany: ISO 7064 mod 11,10. */
  DE_TAX_ID(Group.PII),
  /** Four octets; not loopback, unspecified or broadcast. */
  IPV4(Group.PII),
  /** Global, local or link-local address. */
  IPV6(Group.PII),
  /** Six pairs of hexadecimal digits. */
  MAC(Group.PII),
  /** A date that is said to be one of birth. */
  DATE_OF_BIRTH(Group.PII),
  /** Bitcoin (Base58Check, Bech32) and Ethereum (EIP-55) addresses. */
  CRYPTO_ADDRESS(Group.PII),

  /** Id of an AWS access key. */
  AWS_ACCESS_KEY(Group.SECRETS),
  /** Tokens of GitHub. */
  GITHUB_TOKEN(Group.SECRETS),
  /** Tokens of GitLab. */
  GITLAB_TOKEN(Group.SECRETS),
  /** Tokens and webhooks of Slack. */
  SLACK_TOKEN(Group.SECRETS),
  /** Secret and restricted keys of Stripe. */
  STRIPE_KEY(Group.SECRETS),
  /** API keys, client secrets and tokens of Google. */
  GOOGLE_KEY(Group.SECRETS),
  /** API keys of OpenAI. */
  OPENAI_KEY(Group.SECRETS),
  /** API keys of Anthropic. */
  ANTHROPIC_KEY(Group.SECRETS),
  /** Tokens of Hugging Face, npm, SendGrid. */
  SERVICE_TOKEN(Group.SECRETS),
  /** Three parts of Base64, the first of which is a JSON object. */
  JWT(Group.SECRETS),
  /** A private key in PEM. */
  PRIVATE_KEY(Group.SECRETS),
  /** User and password in an address. */
  URL_CREDENTIALS(Group.SECRETS),
  /** What follows Bearer or Basic. */
  AUTH_HEADER(Group.SECRETS),
  /** What a word such as password is followed by. */
  PASSWORD(Group.SECRETS),
  /** What has much entropy and follows a word such as token or api_key. */
  SECRET(Group.SECRETS),

  /** What matches a pattern of the user's own. */
  CUSTOM(Group.OWN);

  /** What types are called together. */
  enum Group {
    PII,
    SECRETS,
    OWN
  }

  private final Group group;
  private final String id = name().toLowerCase(Locale.ROOT);

  PrivateType(Group group) {
    this.group = group;
  }

  /** Name in configuration and explanations. */
  public String id() {
    return id;
  }

  /** Whether it gives access to something. */
  public boolean isSecret() {
    return group == Group.SECRETS;
  }

  /** The types that are personal data. */
  public static Set<PrivateType> pii() {
    return of(Group.PII);
  }

  /** The types that give access. */
  public static Set<PrivateType> secrets() {
    return of(Group.SECRETS);
  }

  private static Set<PrivateType> of(Group group) {
    Set<PrivateType> types = EnumSet.noneOf(PrivateType.class);
    Arrays.stream(values()).filter(type -> type.group == group).forEach(types::add);
    return types;
  }

  /** All names that {@link #named} takes, groups first. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(List.of("all", "pii", "secrets"));
    Arrays.stream(values())
        .filter(type -> type.group != Group.OWN)
        .forEach(type -> names.add(type.id));
    return names;
  }

  /**
   * The types of a name: one, or those of {@code pii}, {@code secrets} or {@code all}.
   *
   * @throws IllegalArgumentException if there is no such name
   */
  public static Set<PrivateType> named(String name) {
    switch (name) {
      case "pii":
        return pii();
      case "secrets":
        return secrets();
      case "all":
        Set<PrivateType> all = pii();
        all.addAll(secrets());
        return all;
      default:
        for (PrivateType type : values()) {
          if (type.id.equals(name) && type.group != Group.OWN) {
            return EnumSet.of(type);
          }
        }
        throw new IllegalArgumentException("there is no type \"" + name + "\"");
    }
  }
}
