// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Connections that are slow, many, or never say anything, beside good ones. */
final class BadConnections {

  private static final String HEAD =
      "POST /v1/traces HTTP/1.1\r\nHost: test\r\nContent-Type: application/x-protobuf\r\n";
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private BadConnections() {}

  static List<Fault> all() {
    return List.of(
        new Fault("slowloris", BadConnections::slowloris),
        new Fault("connection flood", BadConnections::flood),
        Fault.longOnly("HTTP/2 rapid resets", BadConnections::rapidResets));
  }

  private static void slowloris(Stage stage) throws Exception {
    int each = stage.form.of(30, 500);
    int seconds = stage.form.of(1, 10);
    stage.setup.more =
        "receivers: {otlp: {protocols: {http: {read_header_timeout: %ds, read_timeout: %ds}}}}"
            .formatted(seconds, seconds);
    stage.up();
    List<Socket> slow = new ArrayList<>();
    try (Bystander bystander = new Bystander(stage)) {
      for (int i = 0; i < each; i++) {
        slow.add(open(stage.evaluator().httpPort(), "POST /v1"));
        slow.add(open(stage.evaluator().httpPort(), HEAD + "Content-Length: 100\r\n\r\n"));
      }
      long deadline = System.nanoTime() + (30L + 2L * seconds) * 1_000_000_000L;
      long begin = System.nanoTime();
      List<Socket> open = new ArrayList<>(slow);
      while (!open.isEmpty()) {
        assertThat(System.nanoTime()).as("%d are still open", open.size()).isLessThan(deadline);
        open.removeIf(BadConnections::isClosedAfterOneByteMore);
        Thread.sleep(200);
      }
      bystander.wasServed();
      stage.did(
          "%d connections that send 5 bytes a second of head or body; all closed after %.0f s,"
              + " of which they have %d s, and 5 s to read a refusal",
          slow.size(), (System.nanoTime() - begin) / 1e9, seconds);
    } finally {
      closeAll(slow);
    }
    stage.over();
    stage.settle();
  }

  /** Sends a byte; the answer and the end of a connection that had its time are read away. */
  private static boolean isClosedAfterOneByteMore(Socket socket) {
    try {
      socket.getOutputStream().write('a');
      while (socket.getInputStream().available() > 0) {
        if (socket.getInputStream().read() < 0) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static void flood(Stage stage) throws Exception {
    int waves = stage.form.of(3, 50);
    int perWave = stage.form.of(200, 1_000);
    stage.up();
    long before = stage.evaluator().openFiles();
    int answered = 0;
    try (Bystander bystander = new Bystander(stage)) {
      for (int wave = 0; wave < waves; wave++) {
        List<Socket> open = new ArrayList<>();
        try {
          for (int i = 0; i < perWave; i++) {
            boolean talks = i % 5 != 0;
            int port = i % 2 == 0 ? stage.evaluator().httpPort() : stage.evaluator().grpcPort();
            String said = i % 2 == 0 ? HEAD + "Content-Length: 0\r\n\r\n" : PREFACE;
            open.add(open(port, talks ? said : ""));
          }
          Thread.sleep(100);
          for (Socket socket : open) {
            answered += socket.getInputStream().available() > 0 ? 1 : 0;
          }
        } finally {
          closeAll(open);
        }
      }
      bystander.wasServed();
    }
    stage.over();
    stage.settle();
    long after = awaitOpenFiles(stage, before + 50);
    stage.did(
        "%,d connections in waves of %,d, every fifth silent, %,d answered; open files %d before,"
            + " %d after",
        waves * perWave, perWave, answered, before, after);
    assertThat(answered).as("proves nothing").isPositive();
  }

  private static long awaitOpenFiles(Stage stage, long atMost) throws InterruptedException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    long open = stage.evaluator().openFiles();
    while (open > atMost) {
      assertThat(System.nanoTime()).as("%d files are open", open).isLessThan(deadline);
      Thread.sleep(100);
      open = stage.evaluator().openFiles();
    }
    return open;
  }

  private static void rapidResets(Stage stage) throws Exception {
    int streams = stage.form.of(2_000, 50_000);
    stage.up();
    int connections = 0;
    try (Bystander bystander = new Bystander(stage)) {
      for (int sent = 0; sent < streams; connections++) {
        try (Socket socket = open(stage.evaluator().grpcPort(), PREFACE)) {
          OutputStream out = socket.getOutputStream();
          out.write(frame(4, 0, 0, new byte[0]));
          for (int id = 1; id < 2_000 && sent < streams; id += 2, sent++) {
            // :method POST, :scheme http, :path /, then no more of it: CANCEL.
            out.write(frame(1, 4, id, new byte[] {(byte) 0x83, (byte) 0x86, (byte) 0x84}));
            out.write(frame(3, 0, id, new byte[] {0, 0, 0, 8}));
          }
        } catch (IOException e) {
          // Closed upon it, as it should be; the next connection goes on.
          sent += 100;
        }
      }
      bystander.wasServed();
    }
    stage.did("%,d streams opened and reset at once, over %d connections", streams, connections);
    stage.over();
    stage.settle();
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(0);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    return bytes.toByteArray();
  }

  private static Socket open(int port, String said) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(1_000);
    socket.getOutputStream().write(said.getBytes(ISO_8859_1));
    return socket;
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
