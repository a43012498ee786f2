// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.tls;

import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.FileWatch;
import io.tracewheel.server.config.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys and certificates in force, read anew when their files change. New ones are checked as a
 * whole and take the place of the old ones for the next handshake; with a fault they are refused in
 * one log line, and the old ones go on. Connections that are open stay as they are. Thread-safe.
 */
public final class LiveTls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveTls.class);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final TlsFiles files;
  private final @Nullable FileWatch watch;
  private volatile @Nullable Loaded loaded;

  private record Loaded(@Nullable X509ExtendedKeyManager keys, X509ExtendedTrustManager trust) {}

  private LiveTls(TlsFiles files) throws ConfigException {
    this.files = files;
    // The authorities of the Java platform take a while to read, and are seldom asked for.
    this.loaded = files.isEmpty() ? null : load(files);
    this.watch =
        files.isEmpty() ? null : FileWatch.start("tracewheel-tls", files.all(), LOOK, this::reload);
  }

  /**
   * Reads files and begins to watch them.
   *
   * @throws ConfigException if one cannot be read or used
   */
  public static LiveTls open(TlsFiles files) throws ConfigException {
    return new LiveTls(files);
  }

  /**
   * Checks files.
   *
   * @throws ConfigException if one cannot be read or used
   */
  public static void check(TlsFiles files) throws ConfigException {
    load(files);
  }

  private void reload() {
    try {
      loaded = load(files);
      LOG.info("Certificates are in force anew: {}", files.all());
    } catch (ConfigException e) {
      LOG.warn("New certificates are refused and the old ones go on: {}", e.getMessage());
    }
  }

  private Loaded loaded() {
    Loaded now = loaded;
    if (now == null) {
      try {
        now = load(files);
        loaded = now;
      } catch (ConfigException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }
    return now;
  }

  private static Loaded load(TlsFiles files) throws ConfigException {
    try {
      Path certificate = files.certificate();
      Path key = files.key();
      X509ExtendedKeyManager keys =
          certificate == null || key == null ? null : keys(certificate, key);
      return new Loaded(keys, trust(files.authorities()));
    } catch (GeneralSecurityException | IOException e) {
      throw new ConfigException(
          List.of("The certificates of " + files.all() + " cannot be used: " + e.getMessage()));
    }
  }

  private static X509ExtendedKeyManager keys(Path certificate, Path keyFile)
      throws ConfigException, GeneralSecurityException, IOException {
    List<X509Certificate> chain = Pem.certificates(certificate);
    PrivateKey key = Pem.key(keyFile);
    Pem.match(key, chain.get(0), keyFile);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] password = {};
    store.setKeyEntry("own", key, password, chain.toArray(new X509Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    for (KeyManager manager : factory.getKeyManagers()) {
      if (manager instanceof X509ExtendedKeyManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("the Java platform has no key manager");
  }

  private static X509ExtendedTrustManager trust(@Nullable Path authorities)
      throws ConfigException, GeneralSecurityException, IOException {
    KeyStore store = null;
    if (authorities != null) {
      store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (X509Certificate one : Pem.certificates(authorities)) {
        store.setCertificateEntry("ca-" + number++, one);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("the Java platform has no trust manager");
  }

  /** The key in force at each handshake; empty-handed where there is none. */
  public X509ExtendedKeyManager keyManager() {
    return new CurrentKeys(() -> loaded().keys());
  }

  /** The authorities in force at each handshake. */
  public X509ExtendedTrustManager trustManager() {
    return new CurrentTrust(() -> loaded().trust());
  }

  /** For clients of the JDK. */
  public SSLContext sslContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keyManager()}, new TrustManager[] {trustManager()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}
