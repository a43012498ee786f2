// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.tls;

import io.tracewheel.server.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys (PKCS #8, not encrypted) from PEM files. */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END");

  private Pem() {}

  /** All certificates of a file, valid now. */
  static List<X509Certificate> certificates(Path file) throws ConfigException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      byte[] text = bytes(file, "certificates");
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text))) {
        certificates.add((X509Certificate) one);
      }
      for (X509Certificate one : certificates) {
        one.checkValidity();
      }
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      throw problem(file, "a certificate is not valid now (" + e.getMessage() + "); renew it.");
    } catch (GeneralSecurityException e) {
      throw problem(file, "this is no PEM file of certificates.");
    }
    if (certificates.isEmpty()) {
      throw problem(file, "there is no certificate in this file.");
    }
    return certificates;
  }

  /** The first private key of a file. */
  static PrivateKey key(Path file) throws ConfigException {
    String text =
        new String(bytes(file, "a private key"), java.nio.charset.StandardCharsets.ISO_8859_1);
    Matcher found = KEY.matcher(text);
    if (!found.find()) {
      throw problem(file, "there is no private key in this file.");
    }
    if (!found.group(1).equals("PRIVATE KEY")) {
      throw problem(
          file,
          "this is a key in the form \""
              + found.group(1)
              + "\", but only PKCS #8 without a password is read; convert it with openssl pkcs8"
              + " -topk8 -nocrypt.");
    }
    byte[] encoded;
    try {
      encoded = Base64.getMimeDecoder().decode(found.group(2));
    } catch (IllegalArgumentException e) {
      throw problem(file, "the private key in this file is damaged.");
    }
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (GeneralSecurityException e) {
        // Of another kind.
      }
    }
    throw problem(file, "the private key in this file is neither RSA, EC nor EdDSA, or damaged.");
  }

  /** Makes sure that a key belongs to a certificate. */
  static void match(PrivateKey key, X509Certificate certificate, Path file) throws ConfigException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    byte[] probe = {1, 2, 3, 4};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      PublicKey publicKey = certificate.getPublicKey();
      signature.initVerify(publicKey);
      signature.update(probe);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      // Of another kind than the certificate's.
    }
    throw problem(file, "this private key is not that of the certificate.");
  }

  private static byte[] bytes(Path file, String what) throws ConfigException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw problem(
          file,
          "the file of "
              + what
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "); check the path and that you may read it.");
    }
  }

  private static ConfigException problem(Path file, String sentence) {
    return new ConfigException(List.of(file + ": " + sentence));
  }
}
