// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.remote;

import io.tracewheel.evaluators.Parameters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How a server of evaluators is reached.
 *
 * @param name in rules
 * @param target {@code host:port}, or a name as gRPC resolves it
 * @param tls whether the connection is encrypted
 * @param trusted certificates in PEM form to trust instead of the platform's; null for those
 * @param headers sent with every call; names in lower case, values may be secret
 * @param timeout of one call
 * @param batch most subjects of one call
 * @param batchBytes most bytes of the subjects of one call; a larger subject is not sent
 * @param linger how long a subject waits for others to go with it
 * @param concurrency most calls at one time
 * @param queue most subjects that wait or are asked about
 */
record RemoteSettings(
    String name,
    String target,
    boolean tls,
    @Nullable Path trusted,
    Map<String, String> headers,
    Duration timeout,
    int batch,
    int batchBytes,
    Duration linger,
    int concurrency,
    int queue) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,64}");
  private static final Pattern HEADER = Pattern.compile("(?!grpc-)[a-z0-9_.-]{1,128}(?<!-bin)");
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]+");
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1])(:\\d+)?");

  RemoteSettings {
    headers = Map.copyOf(headers);
  }

  /** Without the headers' values, which may be secret. */
  @Override
  public String toString() {
    return "remote " + name + " at " + target + ", headers " + headers.keySet();
  }

  /**
   * Reads the settings of one server.
   *
   * @param file that they are written in, beside which paths are
   * @param substitution of what stands for secrets in headers; may throw an {@link
   *     IllegalArgumentException}
   * @throws IllegalArgumentException if one is wrong; the message is a clause
   */
  static RemoteSettings read(
      String name, JsonNode given, Path file, UnaryOperator<String> substitution) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name \"" + name + "\" in remote takes up to 64 of a to z, 0 to 9 and _ only");
    }
    Parameters all =
        new Parameters(
            given,
            "remote " + name,
            "target",
            "tls",
            "ca_file",
            "headers",
            "timeout_seconds",
            "batch",
            "batch_bytes",
            "wait_ms",
            "concurrency",
            "queue");
    String target = all.text("target");
    if (target == null || target.isBlank()) {
      throw new IllegalArgumentException("remote " + name + " needs a target such as host:port");
    }
    Double timeout = all.number("timeout_seconds");
    if (timeout != null && !(timeout >= 0.05 && timeout <= 300)) {
      throw all.wrong("timeout_seconds", "a number from 0.05 to 300", timeout);
    }
    String trusted = all.text("ca_file");
    boolean loopback = LOOPBACK.matcher(target).matches();
    boolean tls = all.flag("tls", trusted != null || !loopback);
    if (!tls && trusted != null) {
      throw new IllegalArgumentException(
          "remote "
              + name
              + " has a ca_file, which is for tls; remove one of \"ca_file\" and \"tls\"");
    }
    Map<String, String> headers = headers(name, all, substitution);
    if (!tls && !loopback && !headers.isEmpty()) {
      throw new IllegalArgumentException(
          "the headers of remote " + name + " would be sent unencrypted; remove \"tls: false\"");
    }
    return new RemoteSettings(
        name,
        target,
        tls,
        trusted == null ? null : file.resolveSibling(trusted),
        headers,
        Duration.ofMillis(Math.round(1000 * (timeout == null ? 10 : timeout))),
        all.count("batch", 1, 32),
        Math.min(all.count("batch_bytes", 1024, 1 << 20), 64 << 20),
        Duration.ofMillis(all.count("wait_ms", 0, 20)),
        all.count("concurrency", 1, 4),
        all.count("queue", 1, 1000));
  }

  private static Map<String, String> headers(
      String name, Parameters all, UnaryOperator<String> substitution) {
    JsonNode given = all.json("headers");
    if (given != null && !given.isObject()) {
      throw new IllegalArgumentException("headers of remote " + name + " takes texts by header");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    all.map("headers")
        .forEach(
            (key, value) -> {
              String header = key.toLowerCase(Locale.ROOT);
              if (!HEADER.matcher(header).matches() || !value.isString()) {
                throw new IllegalArgumentException(
                    "headers of remote "
                        + name
                        + " takes texts by header, such as authorization; \""
                        + key
                        + "\" is none");
              }
              String text;
              try {
                text = substitution.apply(value.asString());
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                    "header " + key + " of remote " + name + ": " + e.getMessage(), e);
              }
              // The value itself is not repeated: it may be a secret.
              if (!PRINTABLE.matcher(text).matches()) {
                throw new IllegalArgumentException(
                    "header " + key + " of remote " + name + " takes printable ASCII characters");
              }
              headers.put(header, text);
            });
    return headers;
  }
}
