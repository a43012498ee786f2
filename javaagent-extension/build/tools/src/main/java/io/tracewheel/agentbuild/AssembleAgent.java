// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.agentbuild;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;

/**
 * Makes the two jars that users get out of one relocated jar with muzzle methods: the plain
 * extension and the one-jar agent, in which our classes lie beside upstream's own (nothing is
 * copied to a temporary folder or rewritten when a JVM starts).
 */
public final class AssembleAgent {

  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final String LICENSE = "META-INF/LICENSE";

  /** Classes of this package go to the bootstrap class path: there is one copy for each JVM. */
  private static final String BOOTSTRAP = "io/opentelemetry/javaagent/bootstrap/";

  private AssembleAgent() {}

  /**
   * @param args upstream agent jar, our muzzled jar, licence text, our version, agent jar to write,
   *     extension jar to write
   */
  public static void main(String[] args) throws IOException, ClassNotFoundException {
    if (args.length != 6) {
      throw new IllegalArgumentException(
          "expected: agent.jar muzzled.jar LICENSE version out-agent.jar out-extension.jar");
    }
    Path upstream = Path.of(args[0]);
    Path muzzled = Path.of(args[1]);
    ModuleCheck.requireMuzzle(upstream, muzzled);
    Map<String, byte[]> ours = readOurs(muzzled);
    byte[] license = Files.readAllBytes(Path.of(args[2]));
    String version = args[3];
    writeAgent(upstream, ours, license, version, Path.of(args[4]));
    writeExtension(ours, license, version, Path.of(args[5]));
  }

  static void writeAgent(
      Path upstream, Map<String, byte[]> ours, byte[] license, String version, Path target)
      throws IOException {
    Map<String, byte[]> merged = readJar(upstream);
    Manifest manifest = manifestOf(merged, upstream);
    manifest.getMainAttributes().put(new Attributes.Name("Tracewheel-Version"), version);
    merged.remove(MANIFEST);
    ours.forEach((name, content) -> addOurs(merged, name, content));
    requireAbsent(merged, LICENSE);
    merged.put(LICENSE, license);
    write(target, manifest, merged);
  }

  static void writeExtension(Map<String, byte[]> ours, byte[] license, String version, Path target)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.IMPLEMENTATION_TITLE, "tracewheel-extension");
    main.put(Attributes.Name.IMPLEMENTATION_VERSION, version);
    Map<String, byte[]> entries = new TreeMap<>(ours);
    // The bootstrap class path is out of an extension's reach; code that wants these has a
    // fallback.
    entries.keySet().removeIf(name -> name.startsWith(BOOTSTRAP));
    entries.put(LICENSE, license);
    write(target, manifest, entries);
  }

  private static void addOurs(Map<String, byte[]> merged, String name, byte[] content) {
    if (name.startsWith(BOOTSTRAP)) {
      requireAbsent(merged, name);
      merged.put(name, content);
      return;
    }
    String target = AgentLayout.isolated(name);
    if (name.startsWith(AgentLayout.SERVICES)) {
      merged.merge(target, content, AssembleAgent::joinLines);
      return;
    }
    requireAbsent(merged, target);
    merged.put(target, content);
  }

  /** Some upstream service files end without a newline. */
  private static byte[] joinLines(byte[] first, byte[] second) {
    String text = new String(first, StandardCharsets.UTF_8);
    String separator = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
    return (text + separator + new String(second, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void requireAbsent(Map<String, byte[]> merged, String name) {
    if (merged.containsKey(name)) {
      throw new IllegalStateException("Both upstream's agent and ours hold " + name);
    }
  }

  static Map<String, byte[]> readOurs(Path jar) throws IOException {
    Map<String, byte[]> ours = new TreeMap<>(readJar(jar));
    ours.keySet()
        .removeIf(
            name ->
                name.equals(MANIFEST)
                    || name.startsWith("META-INF/maven/")
                    || name.endsWith("module-info.class")
                    || name.endsWith("package-info.class"));
    return ours;
  }

  private static Map<String, byte[]> readJar(Path jar) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (InputStream file = Files.newInputStream(jar);
        JarInputStream in = new JarInputStream(file, false)) {
      Manifest manifest = in.getManifest();
      if (manifest != null) {
        entries.put(MANIFEST, bytes(manifest));
      }
      for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
        if (!entry.isDirectory() && entries.put(entry.getName(), in.readAllBytes()) != null) {
          throw new IllegalStateException(
              "Two entries are called " + entry.getName() + " in " + jar);
        }
      }
    }
    return entries;
  }

  private static Manifest manifestOf(Map<String, byte[]> entries, Path jar) throws IOException {
    byte[] content = entries.get(MANIFEST);
    if (content == null) {
      throw new IllegalStateException(jar + " has no manifest: is it an agent?");
    }
    return new Manifest(new ByteArrayInputStream(content));
  }

  private static byte[] bytes(Manifest manifest) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    manifest.write(out);
    return out.toByteArray();
  }

  private static void write(Path target, Manifest manifest, Map<String, byte[]> entries)
      throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    try (JarWriter writer = new JarWriter(target)) {
      writer.add(MANIFEST, bytes(manifest));
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        if (!entry.getKey().equals(MANIFEST)) {
          writer.add(entry.getKey(), entry.getValue());
        }
      }
    }
  }
}
