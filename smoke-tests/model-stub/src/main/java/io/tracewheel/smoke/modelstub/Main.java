// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.modelstub;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Serves a scenario until the process is stopped. */
public final class Main {
  private static final String USAGE = "usage: model-stub --scenario FILE [--port N]";

  private Main() {}

  /** Exit code 2 for bad input. */
  @SuppressWarnings("SystemOut") // a command line
  public static void main(String[] args) {
    int port = 0;
    Path file = null;
    try {
      for (int i = 0; i < args.length; i += 2) {
        String value = i + 1 < args.length ? args[i + 1] : "";
        switch (args[i]) {
          case "--port" -> port = Integer.parseInt(value);
          case "--scenario" -> file = Path.of(value);
          default -> throw new IllegalArgumentException("unknown option " + args[i]);
        }
      }
      ModelStub stub = ModelStub.start(port, Scenario.read(required(file)));
      System.out.println("model stub ready: " + stub.baseUrl());
    } catch (NoSuchFileException e) {
      fail("no such scenario file: " + e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      fail(e.getMessage() + "; " + USAGE);
    }
  }

  private static Path required(@Nullable Path file) {
    if (file == null) {
      throw new IllegalArgumentException("--scenario is missing");
    }
    return file;
  }

  @SuppressWarnings("SystemOut")
  private static void fail(String sentence) {
    System.err.println(sentence);
    System.exit(2);
  }
}
