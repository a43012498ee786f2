// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.custom;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tracewheel.evaluators.CanonicalJson;
import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The evaluators of all jars in a folder, as they were when it was read. Jars are known by their
 * content: what has not changed is not loaded anew. Immutable.
 */
public final class JarFolder implements AsyncTrajectoryEvaluators {
  private final Path folder;
  private final CustomLimits limits;
  private final EvaluationClock clock;
  private final AtomicInteger stuck;
  private final List<LoadedJar> jars;

  /** What a file looks like from outside. */
  private record Stamp(String name, long millis, long length, @Nullable Object key) {}

  private JarFolder(
      Path folder,
      CustomLimits limits,
      EvaluationClock clock,
      AtomicInteger stuck,
      List<LoadedJar> jars) {
    this.folder = folder;
    this.limits = limits;
    this.clock = clock;
    this.stuck = stuck;
    this.jars = List.copyOf(jars);
  }

  /** A folder that nobody has looked into; see {@link #renewed}. */
  public static JarFolder of(Path folder, CustomLimits limits, EvaluationClock clock) {
    return new JarFolder(folder, limits, clock, new AtomicInteger(), List.of());
  }

  @Override
  public List<String> ids() {
    List<String> ids = new ArrayList<>();
    jars.forEach(jar -> jar.ids().forEach(ids::add));
    return ids;
  }

  @Override
  public Object state() {
    try {
      List<Stamp> stamps = new ArrayList<>();
      for (Path file : files()) {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        stamps.add(
            new Stamp(
                file.toString(),
                found.lastModifiedTime().toMillis(),
                found.size(),
                found.fileKey()));
      }
      return stamps;
    } catch (IOException e) {
      return "unreadable";
    }
  }

  @Override
  public JarFolder renewed() {
    List<String> problems = new ArrayList<>();
    Map<String, LoadedJar> byHash = new LinkedHashMap<>();
    Map<String, String> owners = new LinkedHashMap<>();
    for (Path file : found()) {
      try {
        LoadedJar jar = load(JarContent.read(file), byHash);
        for (String id : jar.ids()) {
          String other = owners.put(id, jar.content().name());
          if (other != null) {
            problems.add(
                file + " and " + other + " both have an evaluator " + id + "; keep one of them.");
          }
        }
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new JarFolder(folder, limits, clock, stuck, List.copyOf(byHash.values()));
  }

  private LoadedJar load(JarContent content, Map<String, LoadedJar> byHash) {
    for (LoadedJar known : jars) {
      if (known.content().hash().equals(content.hash())) {
        byHash.put(content.hash(), known);
        return known;
      }
    }
    LoadedJar fresh = new LoadedJar(content, limits, clock, stuck);
    byHash.put(content.hash(), fresh);
    return fresh;
  }

  private List<Path> found() {
    try {
      return files();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The folder of evaluators " + folder + " cannot be read; check that it is there.", e);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  @Override
  public AsyncTrajectoryEvaluator create(String id, String rule, JsonNode parameters) {
    for (LoadedJar jar : jars) {
      if (jar.has(id)) {
        String settings = JarContent.sha256(CanonicalJson.of(parameters).getBytes(UTF_8));
        return new WatchedEvaluator(
            jar,
            jar.make(id, parameters),
            jar.content().hash().substring(0, 16) + "-" + settings.substring(0, 8));
      }
    }
    throw new IllegalArgumentException("there is no evaluator " + id);
  }
}
