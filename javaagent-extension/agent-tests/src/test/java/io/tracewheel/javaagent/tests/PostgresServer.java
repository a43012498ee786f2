// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server with pgvector, of the programs that are installed here; it listens on the
 * loopback interface only and keeps its data until it is closed. PostgreSQL does not run as root:
 * there it runs as the user {@code postgres}.
 */
final class PostgresServer implements AutoCloseable {

  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  private static final long LONGEST_SECONDS = 60;

  private final Path bin;
  private final Path data;
  private final int port;

  /** Starts a server. */
  PostgresServer() throws IOException, InterruptedException {
    Path found = installation();
    if (found == null) {
      throw new IllegalStateException("no PostgreSQL with pgvector is installed");
    }
    bin = found;
    data = Files.createTempDirectory("postgres");
    if (isRoot()) {
      Files.setOwner(
          data,
          FileSystems.getDefault()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName("postgres"));
    }
    port = freePort();
    run(asPostgres("initdb", "-D", data.toString(), "-A", "trust", "-U", "postgres", "-N"));
    run(
        asPostgres(
            "pg_ctl",
            "-D",
            data.toString(),
            "-l",
            data.resolve("log").toString(),
            "-o",
            "-c listen_addresses=127.0.0.1 -c unix_socket_directories="
                + data
                + " -c fsync=off -p "
                + port,
            "-w",
            "start"));
  }

  /** Whether one with pgvector can be started here. */
  static boolean isInstalled() throws IOException, InterruptedException {
    return installation() != null;
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run(asPostgres("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop"));
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The directory with the programs: the one that the build was told, or Debian's newest. */
  private static @Nullable Path installation() throws IOException, InterruptedException {
    String told = System.getProperty("postgres.bin", "");
    List<Path> candidates = new ArrayList<>();
    if (!told.isEmpty()) {
      candidates.add(Path.of(told));
    } else if (Files.isDirectory(DEBIAN)) {
      try (Stream<Path> versions = Files.list(DEBIAN)) {
        versions.map(version -> version.resolve("bin")).sorted().forEach(candidates::add);
      }
    }
    Path found = null;
    for (Path bin : candidates) {
      if (Files.isExecutable(bin.resolve("initdb")) && hasVectors(bin)) {
        found = bin;
      }
    }
    return found;
  }

  private static boolean hasVectors(Path bin) throws IOException, InterruptedException {
    Path config = bin.resolve("pg_config");
    return Files.isExecutable(config)
        && Files.exists(
            Path.of(run(List.of(config.toString(), "--sharedir")).strip())
                .resolve("extension/vector.control"));
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private List<String> asPostgres(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("postgres", ".out"); // no pipe: the server would inherit it
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " did not end");
      }
      String said = Files.readString(out);
      if (process.exitValue() != 0) {
        throw new IllegalStateException(command + " failed: " + said);
      }
      return said;
    } finally {
      Files.delete(out);
    }
  }
}
