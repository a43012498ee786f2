// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.judges.client.JudgeClientFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what speaks with judges: in the folder {@code judges} beside the service's libraries, with
 * a class loader of its own, so that a service without judges neither opens nor mixes them; else on
 * the class path.
 */
final class JudgeClientFolder {
  private JudgeClientFolder() {}

  static List<JudgeClientFactory> find() {
    ClassLoader ours = JudgeClientFactory.class.getClassLoader();
    Path folder = folder();
    ClassLoader loader =
        folder == null || !Files.isDirectory(folder)
            ? ours
            : new URLClassLoader("judge clients", jars(folder), ours);
    List<JudgeClientFactory> found = new ArrayList<>();
    ServiceLoader.load(JudgeClientFactory.class, loader).forEach(found::add);
    return found;
  }

  private static @Nullable Path folder() {
    CodeSource source = JudgeClientFactory.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return null;
    }
    try {
      URI jar = source.getLocation().toURI();
      Path libraries = Path.of(jar).getParent();
      return libraries == null ? null : libraries.resolveSibling("judges");
    } catch (URISyntaxException | IllegalArgumentException e) {
      return null;
    }
  }

  private static URL[] jars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<URL> jars = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".jar")).sorted().toList()) {
        jars.add(file.toUri().toURL());
      }
      return jars.toArray(new URL[0]);
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
