// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.agentbuild;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Sees the agent jar as the agent's own class loader does (isolated classes first, then bootstrap
 * classes), plus extra jars. The agent's own instrumentation modules are hidden, so that only those
 * of the extra jars are found. Thread-safe; close it to release the jars.
 */
final class AgentJarClassLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final JarFile agent;

  /**
   * @param agentJar an OpenTelemetry Java agent
   * @param extra jars and class folders that are searched after the agent
   * @throws IOException if the agent jar cannot be opened
   */
  AgentJarClassLoader(Path agentJar, List<URL> extra) throws IOException {
    super(extra.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    this.agent = new JarFile(agentJar.toFile());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        loaded = findHere(name);
      }
      if (loaded == null) {
        loaded = super.loadClass(name, false);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  private @Nullable Class<?> findHere(String name) {
    byte[] bytes = agentBytes(name.replace('.', '/') + AgentLayout.CLASS_SUFFIX);
    if (bytes != null) {
      return defineClass(name, bytes, 0, bytes.length);
    }
    try {
      return findClass(name);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL here = findResource(name);
    return here != null ? here : super.getResource(name);
  }

  @Override
  public @Nullable URL findResource(String name) {
    byte[] bytes = agentBytes(name);
    return bytes != null ? inMemory(name, bytes) : super.findResource(name);
  }

  @Override
  public Enumeration<URL> findResources(String name) throws IOException {
    List<URL> found = new ArrayList<>();
    byte[] bytes = agentBytes(name);
    if (bytes != null) {
      found.add(inMemory(name, bytes));
    }
    found.addAll(Collections.list(super.findResources(name)));
    return Collections.enumeration(found);
  }

  @Override
  public void close() throws IOException {
    try (agent) {
      super.close();
    }
  }

  private byte @Nullable [] agentBytes(String resource) {
    if (resource.equals(AgentLayout.MODULE_SERVICE)) {
      return null;
    }
    byte[] bytes = entry(AgentLayout.isolated(resource));
    if (bytes == null && resource.endsWith(AgentLayout.CLASS_SUFFIX)) {
      bytes = entry(resource);
    }
    return bytes;
  }

  private byte @Nullable [] entry(String name) {
    ZipEntry entry = agent.getEntry(name);
    if (entry == null || entry.isDirectory()) {
      return null;
    }
    try (InputStream in = agent.getInputStream(entry)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name + " of " + agent.getName(), e);
    }
  }

  private static URL inMemory(String name, byte[] bytes) {
    try {
      return new URL("agent", null, -1, "/" + name, new BytesHandler(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class BytesHandler extends URLStreamHandler {
    private final byte[] bytes;

    BytesHandler(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() {
          return new ByteArrayInputStream(bytes);
        }
      };
    }
  }
}
