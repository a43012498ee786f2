// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.pipeline;

import org.jspecify.annotations.Nullable;

/** How the bytes of a request are compressed. */
public enum Coding {
  IDENTITY("identity"),
  GZIP("gzip"),
  ZSTD("zstd");

  private final String token;

  Coding(String token) {
    this.token = token;
  }

  /** What gRPC and HTTP call it. */
  public String token() {
    return token;
  }

  /** The coding of a name; null for one that is not known here. */
  public static @Nullable Coding of(String token) {
    for (Coding coding : values()) {
      if (coding.token.equals(token)) {
        return coding;
      }
    }
    return null;
  }
}
