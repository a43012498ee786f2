// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.util.List;

/** Words that say what a number near behind them is; a number alone could be anything. */
enum Label {
  PHONE(24, "phone", "telephone", "tel", "mobile", "fax", "cell", "whatsapp", "telefon", "msisdn"),
  SSN(32, "ssn", "social security"),
  NHS(32, "nhs"),
  CPF(32, "cpf"),
  AADHAAR(32, "aadhaar", "aadhar"),
  PESEL(32, "pesel"),
  SIN(32, "social insurance", "sin number", "sin:"),
  TAX(32, "steuer-id", "steuer-idnr", "steueridentifikationsnummer", "steuernummer", "tax id"),
  BIRTH(
      32,
      "dob",
      "date of birth",
      "date_of_birth",
      "dateofbirth",
      "birth date",
      "birth_date",
      "birthdate",
      "birthday",
      "born",
      "geburtsdatum",
      "geboren"),
  IP(24, "ip", "ipv4", "addr", "address", "host", "client", "remote", "peer"),
  VERSION(16, "version", "release", "build"),
  WALLET(48, "eth", "ethereum", "wallet", "ether");

  /** How many bytes may be between the word and the number. */
  final int reach;

  final List<String> words;

  Label(int reach, String... words) {
    this.reach = reach;
    this.words = List.of(words);
  }
}
