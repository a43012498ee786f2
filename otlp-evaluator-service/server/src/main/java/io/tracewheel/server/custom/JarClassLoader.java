// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.custom;

import io.tracewheel.evaluators.trajectory.CustomEvaluator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The classes of one jar. It shares the JDK and the interface of evaluators with the service, and
 * nothing else: what the jar brings clashes neither with ours nor with that of other jars.
 */
final class JarClassLoader extends ClassLoader {
  /** What evaluators are written against; Jackson's tree is part of it. */
  private static final List<String> SHARED =
      List.of(
          "io.tracewheel.evaluators.",
          "io.tracewheel.trace.",
          "io.tracewheel.otlp.",
          "org.jspecify.annotations.",
          "tools.jackson.core.",
          "tools.jackson.databind.");

  private final JarContent jar;

  JarClassLoader(JarContent jar) {
    super("evaluators of " + jar.name(), ClassLoader.getPlatformClassLoader());
    this.jar = jar;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    for (String prefix : SHARED) {
      if (name.startsWith(prefix)) {
        return CustomEvaluator.class.getClassLoader().loadClass(name);
      }
    }
    return super.loadClass(name, resolve);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = jar.entries().get(name.replace('.', '/') + ".class");
    if (bytes == null) {
      throw new ClassNotFoundException(
          name + " is not in " + jar.name() + "; a jar of evaluators brings all that it needs");
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    byte[] bytes = jar.entries().get(name);
    if (bytes == null) {
      return null;
    }
    try {
      return new URL(
          "jar-in-memory", null, -1, "/" + jar.name() + "!/" + name, new InMemory(bytes));
    } catch (MalformedURLException e) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL url = findResource(name);
    return url == null
        ? Collections.emptyEnumeration()
        : Collections.enumeration(Collections.singletonList(url));
  }

  /** Reads bytes that are there. */
  private static final class InMemory extends URLStreamHandler {
    private final byte[] bytes;

    InMemory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          return new ByteArrayInputStream(bytes);
        }
      };
    }
  }
}
