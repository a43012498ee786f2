// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Versions of evaluators: that of the code, and eight digits for the parameters. */
public final class Fingerprint {
  private Fingerprint() {}

  /**
   * The version.
   *
   * @param code to be raised whenever the code may score the same input differently
   * @param parameters their text has to say everything that matters, in one order
   */
  public static String of(int code, Object parameters) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(parameters.toString().getBytes(StandardCharsets.UTF_8));
      return code + "-" + HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
