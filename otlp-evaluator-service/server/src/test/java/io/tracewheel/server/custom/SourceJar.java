// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.custom;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A jar made from Java source, the way a user makes one. */
public final class SourceJar {
  private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
  private static final Pattern TYPE = Pattern.compile("(?:class|interface|record) (\\w+)");

  private final Path work;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  private SourceJar(Path work) {
    this.work = work;
  }

  /** A jar that is put together below a directory. */
  public static SourceJar in(Path directory) throws IOException {
    return new SourceJar(Files.createTempDirectory(directory, "source"));
  }

  /** Adds a class. */
  public SourceJar with(String source) {
    Matcher name = PACKAGE.matcher(source);
    Matcher type = TYPE.matcher(source);
    if (!name.find() || !type.find()) {
      throw new IllegalArgumentException("no class: " + source);
    }
    sources.put(name.group(1).replace('.', '/') + "/" + type.group(1) + ".java", source);
    return this;
  }

  /** Adds a file. */
  public SourceJar with(String path, String content) {
    files.put(path, content.getBytes(UTF_8));
    return this;
  }

  /** Names the evaluators. */
  public SourceJar evaluators(String... classes) {
    return with(JarContent.SERVICES, String.join("\n", classes) + "\n");
  }

  /** An evaluator of pass and fail whose body is given. */
  public SourceJar evaluator(String id, String body) {
    return evaluator(id, body, "");
  }

  SourceJar evaluator(String id, String body, String members) {
    String type = "E_" + id.replaceAll("\\W", "_");
    with(
        "package user;\n"
            + "import io.tracewheel.evaluators.*;\n"
            + "import io.tracewheel.evaluators.trajectory.*;\n"
            + "public class "
            + type
            + " implements CustomEvaluator {\n  public String id() { return \""
            + id
            + "\"; }\n  public ScoreScale scale() { return ScoreScale.PASS_FAIL; }\n"
            + members
            + "  public Outcome evaluate(Run run) { "
            + body
            + " }\n}\n");
    String before = new String(files.getOrDefault(JarContent.SERVICES, new byte[0]), UTF_8);
    return with(JarContent.SERVICES, before + "user." + type + "\n");
  }

  /** Compiles and packs, in place of what was there. */
  public Path to(Path jar) throws IOException {
    Path classes = Files.createDirectories(work.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = work.resolve(source.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
      arguments.add(file.toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (!sources.isEmpty()
        && compiler.run(null, null, null, arguments.toArray(new String[0])) != 0) {
      throw new IllegalArgumentException("the source does not compile");
    }
    Path packed = work.resolve("packed.jar");
    try (OutputStream out = Files.newOutputStream(packed);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> compiled = Files.walk(classes)) {
      for (Path file : compiled.filter(Files::isRegularFile).sorted().toList()) {
        add(zip, classes.relativize(file).toString(), Files.readAllBytes(file));
      }
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        add(zip, file.getKey(), file.getValue());
      }
    }
    Files.createDirectories(jar.toAbsolutePath().getParent());
    return Files.write(jar, Files.readAllBytes(packed));
  }

  private static void add(ZipOutputStream zip, String path, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(path);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
  }
}
