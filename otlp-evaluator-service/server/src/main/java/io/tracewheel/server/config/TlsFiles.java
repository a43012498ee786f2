// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PEM files of one end of TLS.
 *
 * @param certificate own chain, leaf first; null for none
 * @param key own private key; there exactly when there is a certificate
 * @param authorities certificates that the other end's must lead to; null for none at a server
 *     (clients need no certificate), for those of the Java platform at a client
 */
public record TlsFiles(@Nullable Path certificate, @Nullable Path key, @Nullable Path authorities) {
  /** No file. */
  public static final TlsFiles NONE = new TlsFiles(null, null, null);

  /** Whether there is none. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  /** Those that there are. */
  public List<Path> all() {
    return Stream.of(certificate, key, authorities).filter(Objects::nonNull).toList();
  }
}
