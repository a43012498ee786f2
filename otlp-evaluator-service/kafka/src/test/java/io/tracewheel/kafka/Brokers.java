// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** A Kafka cluster on the loopback: processes that are broker and controller at once. */
final class Brokers implements AutoCloseable {
  private final Path directory;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Path> settings = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  Brokers(Path directory, int count) throws Exception {
    this.directory = directory;
    List<Integer> controllers = new ArrayList<>();
    List<ServerSocket> taken = new ArrayList<>();
    for (int i = 0; i < 2 * count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
      taken.add(socket);
      (i < count ? ports : controllers).add(socket.getLocalPort());
    }
    StringJoiner voters = new StringJoiner(",");
    for (int i = 0; i < count; i++) {
      voters.add(i + "@127.0.0.1:" + controllers.get(i));
    }
    String cluster = Uuid.randomUuid().toString();
    for (int i = 0; i < count; i++) {
      Path file = directory.resolve("broker" + i + ".properties");
      Files.writeString(
          file,
          """
          process.roles=broker,controller
          node.id=%d
          controller.quorum.voters=%s
          listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
          advertised.listeners=PLAINTEXT://127.0.0.1:%d
          controller.listener.names=CONTROLLER
          listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
          log.dirs=%s
          offsets.topic.replication.factor=3
          offsets.topic.num.partitions=3
          transaction.state.log.replication.factor=3
          group.initial.rebalance.delay.ms=500
          broker.session.timeout.ms=6000
          controller.quorum.election.timeout.ms=1000
          controller.quorum.fetch.timeout.ms=2000
          auto.create.topics.enable=false
          log.cleaner.dedupe.buffer.size=8388608
          """
              .formatted(
                  i,
                  voters,
                  ports.get(i),
                  controllers.get(i),
                  ports.get(i),
                  directory.resolve("data" + i)));
      settings.add(file);
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      int code =
          kafka.tools.StorageTool.execute(
              new String[] {"format", "-t", cluster, "-c", file.toString()},
              new PrintStream(said, true, StandardCharsets.UTF_8));
      if (code != 0) {
        throw new IOException(said.toString(StandardCharsets.UTF_8));
      }
    }
    for (ServerSocket socket : taken) {
      socket.close();
    }
    for (int i = 0; i < count; i++) {
      processes.add(launch(i));
    }
    awaitAll();
  }

  /** Until every broker is a member of the cluster. */
  private void awaitAll() throws Exception {
    Map<String, Object> properties =
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, String.join(",", servers()));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    try (Admin admin = Admin.create(properties)) {
      while (admin.describeCluster().nodes().get().size() < ports.size()) {
        if (System.nanoTime() > deadline) {
          throw new IOException(Files.readString(directory.resolve("said0")));
        }
        Thread.sleep(200);
      }
    }
  }

  private Process launch(int broker) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "kafka.Kafka",
            settings.get(broker).toString())
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(directory.resolve("said" + broker).toFile()))
        .start();
  }

  /** All addresses, for clients. */
  List<String> servers() {
    return ports.stream().map(port -> "127.0.0.1:" + port).toList();
  }

  /** As SIGKILL does it. */
  void kill(int broker) throws InterruptedException {
    Process process = processes.get(broker);
    process.destroyForcibly();
    process.waitFor(30, TimeUnit.SECONDS);
  }

  void restart(int broker) throws IOException {
    processes.set(broker, launch(broker));
  }

  @Override
  public void close() throws InterruptedException {
    processes.forEach(Process::destroyForcibly);
    for (Process process : processes) {
      process.waitFor(30, TimeUnit.SECONDS);
    }
  }
}
