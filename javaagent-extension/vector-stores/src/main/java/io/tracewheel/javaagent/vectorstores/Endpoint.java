// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import io.tracewheel.javaagent.genai.OptionalGetter;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Host and port of a store; both may be unknown. */
final class Endpoint {

  static final Endpoint UNKNOWN = new Endpoint(null, -1);

  final @Nullable String host;
  final int port;

  private Endpoint(@Nullable String host, int port) {
    this.host = host;
    this.port = port;
  }

  /** Where a gRPC channel leads to, whichever package its classes were moved to. */
  static Endpoint ofChannel(@Nullable Object channel) {
    String authority = OptionalGetter.text(channel, "authority");
    return authority == null ? UNKNOWN : ofUrl("grpc://" + authority);
  }

  static Endpoint ofUrl(@Nullable String url) {
    if (url == null) {
      return UNKNOWN;
    }
    try {
      URI uri = URI.create(url);
      return new Endpoint(uri.getHost(), uri.getPort());
    } catch (IllegalArgumentException unreadable) {
      return UNKNOWN;
    }
  }
}
