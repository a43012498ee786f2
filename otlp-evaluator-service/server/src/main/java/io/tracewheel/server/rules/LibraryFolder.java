// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

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
 * Finds services whose libraries are in a folder beside the service's own, with a class loader of
 * its own, so that who does not need them neither opens nor mixes them; else on the class path.
 */
public final class LibraryFolder {
  private LibraryFolder() {}

  /** Those of a kind that are there. */
  public static <T> List<T> find(Class<T> service, String name) {
    ClassLoader ours = service.getClassLoader();
    Path folder = folder(service, name);
    ClassLoader loader =
        folder == null || !Files.isDirectory(folder)
            ? ours
            : new URLClassLoader(name, jars(folder), ours);
    List<T> found = new ArrayList<>();
    ServiceLoader.load(service, loader).forEach(found::add);
    return found;
  }

  private static @Nullable Path folder(Class<?> service, String name) {
    CodeSource source = service.getProtectionDomain().getCodeSource();
    if (source == null) {
      return null;
    }
    try {
      URI jar = source.getLocation().toURI();
      Path libraries = Path.of(jar).getParent();
      if (libraries == null) {
        return null;
      }
      return libraries.endsWith("lib") ? libraries.resolveSibling(name) : libraries.resolve(name);
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
