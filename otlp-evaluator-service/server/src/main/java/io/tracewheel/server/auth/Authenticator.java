// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.CredentialsFile;
import io.tracewheel.server.config.FileWatch;
import io.tracewheel.server.config.SecurityConfig;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows who may send, by bearer tokens and passwords. Only salted digests of secrets are kept, all
 * of them are compared each time, and each comparison takes the same time wherever two differ, so
 * that the time of an answer tells nothing. Thread-safe.
 */
public final class Authenticator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int LONGEST = 8192;

  private final SecurityConfig config;
  private final byte[] salt = new byte[16];
  private final @Nullable FileWatch watch;
  private volatile List<Known> known;

  private record Known(String name, byte[] digest) {}

  private Authenticator(SecurityConfig config) throws ConfigException {
    this.config = config;
    new SecureRandom().nextBytes(salt);
    this.known = load();
    List<Path> files =
        Stream.of(config.bearerFile(), config.basicFile()).filter(Objects::nonNull).toList();
    this.watch =
        files.isEmpty() ? null : FileWatch.start("tracewheel-auth", files, LOOK, this::reload);
  }

  /**
   * Reads the files and begins to watch them.
   *
   * @throws ConfigException if one cannot be read or used
   */
  public static Authenticator open(SecurityConfig config) throws ConfigException {
    return new Authenticator(config);
  }

  /** Whether clients have to say who they are. */
  public boolean required() {
    return config.authenticates();
  }

  /**
   * Who sends.
   *
   * @param authorization value of the header of that name; null where there is none
   * @return null if it is nobody known
   */
  public @Nullable String identity(@Nullable String authorization) {
    if (authorization == null || authorization.length() > LONGEST) {
      return null;
    }
    int space = authorization.indexOf(' ');
    if (space < 0) {
      return null;
    }
    String scheme = authorization.substring(0, space);
    String rest = authorization.substring(space + 1).strip();
    if (scheme.equalsIgnoreCase("bearer")) {
      return find("bearer " + rest);
    }
    if (scheme.equalsIgnoreCase("basic")) {
      try {
        return find("basic " + new String(Base64.getDecoder().decode(rest), UTF_8));
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
    return null;
  }

  private @Nullable String find(String secret) {
    byte[] digest = digest(secret);
    String found = null;
    for (Known one : known) {
      boolean equal = MessageDigest.isEqual(one.digest, digest);
      found = equal ? one.name : found;
    }
    return found;
  }

  private void reload() {
    try {
      known = load();
      LOG.info("Names and secrets of clients are in force anew.");
    } catch (ConfigException e) {
      LOG.warn("New names and secrets are refused and the old ones go on: {}", e.getMessage());
    }
  }

  private List<Known> load() throws ConfigException {
    List<Known> all = new ArrayList<>();
    config.bearer().forEach((name, token) -> all.add(bearer(name, token)));
    if (config.bearerFile() != null) {
      for (Map.Entry<String, String> one : CredentialsFile.read(config.bearerFile())) {
        all.add(bearer(one.getKey(), one.getValue()));
      }
    }
    config.basic().forEach((user, password) -> all.add(basic(user, password)));
    if (config.basicFile() != null) {
      for (Map.Entry<String, String> one : CredentialsFile.read(config.basicFile())) {
        all.add(basic(one.getKey(), one.getValue()));
      }
    }
    return List.copyOf(all);
  }

  private Known bearer(String name, String token) {
    return new Known(name, digest("bearer " + token));
  }

  private Known basic(String user, String password) {
    return new Known(user, digest("basic " + user + ":" + password));
  }

  private byte[] digest(String secret) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(salt);
      return sha.digest(secret.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}
