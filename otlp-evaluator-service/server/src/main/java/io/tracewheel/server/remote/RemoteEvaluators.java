// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tracewheel.evaluators.CanonicalJson;
import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluators;
import io.tracewheel.evaluators.trajectory.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The evaluators of all servers that a file of rules names, {@code remote/NAME/ID}. A server that
 * cannot be reached when rules are loaded is no fault of the rules: its scores are missing, each
 * with its reason, until it is there, and then its rules are checked. Safe for use by many threads.
 */
public final class RemoteEvaluators implements AsyncTrajectoryEvaluators, AutoCloseable {
  private static final String PREFIX = "remote/";

  private final Path file;
  private final Supplier<JsonNode> section;
  private final UnaryOperator<String> substitution;
  private final Shared shared;
  private final Map<String, Server> servers;

  /**
   * A connection and what waits for it.
   *
   * @param queues by evaluator: one that hangs holds up no other of its server
   */
  private record Server(
      RemoteSettings settings, RemoteConnection connection, Map<String, RemoteQueue> queues) {}

  /** What outlives a change of the rules. */
  private static final class Shared {
    final Map<RemoteSettings, Server> open = new ConcurrentHashMap<>();
    final EvaluationClock clock;
    private @Nullable ScheduledExecutorService timer; // guarded by this

    Shared(EvaluationClock clock) {
      this.clock = clock;
    }

    synchronized ScheduledExecutorService timer() {
      ScheduledExecutorService running = timer;
      if (running == null) {
        running =
            Executors.newSingleThreadScheduledExecutor(
                task -> {
                  Thread thread = new Thread(task, "tracewheel-remote");
                  thread.setDaemon(true);
                  return thread;
                });
        timer = running;
      }
      return running;
    }

    synchronized void close() {
      if (timer != null) {
        timer.shutdownNow();
      }
    }
  }

  private RemoteEvaluators(
      Path file,
      Supplier<JsonNode> section,
      UnaryOperator<String> substitution,
      Shared shared,
      Map<String, Server> servers) {
    this.file = file;
    this.section = section;
    this.substitution = substitution;
    this.shared = shared;
    this.servers = servers;
  }

  /**
   * Servers that nobody has looked for; see {@link #renewed}.
   *
   * @param file that names them, beside which its paths are
   * @param section what the file says below {@code remote} by now, an object; may throw an {@link
   *     IllegalArgumentException} with a sentence
   * @param substitution of what stands for secrets in headers; may throw the same
   */
  public static RemoteEvaluators of(
      Path file,
      Supplier<JsonNode> section,
      UnaryOperator<String> substitution,
      EvaluationClock clock) {
    return new RemoteEvaluators(file, section, substitution, new Shared(clock), Map.of());
  }

  @Override
  public List<String> ids() {
    List<String> ids = new ArrayList<>();
    servers.forEach(
        (name, server) -> {
          Map<String, Described> known = server.connection().described();
          if (known != null) {
            known.keySet().forEach(id -> ids.add(PREFIX + name + "/" + id));
          }
        });
    return ids;
  }

  @Override
  public boolean has(String id) {
    return server(id) != null;
  }

  private @Nullable Server server(String id) {
    String[] parts = id.split("/", -1);
    return parts.length == 3 && id.startsWith(PREFIX) ? servers.get(parts[1]) : null;
  }

  /** What the servers say of themselves: when that changes, rules are to be checked anew. */
  @Override
  public Object state() {
    Map<RemoteSettings, Object> said = new HashMap<>();
    shared.open.forEach(
        (settings, server) -> {
          Map<String, Described> known = server.connection().described();
          said.put(settings, known == null ? "" : known);
        });
    return said;
  }

  @Override
  public RemoteEvaluators renewed() {
    Map<String, RemoteSettings> wanted = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    section
        .get()
        .properties()
        .forEach(
            entry -> {
              try {
                wanted.put(
                    entry.getKey(),
                    RemoteSettings.read(entry.getKey(), entry.getValue(), file, substitution));
              } catch (IllegalArgumentException e) {
                problems.add(file + ": " + e.getMessage() + ".");
              }
            });
    Map<String, Server> fresh = new LinkedHashMap<>();
    if (problems.isEmpty()) {
      wanted.forEach(
          (name, settings) -> {
            try {
              fresh.put(name, shared.open.computeIfAbsent(settings, this::open));
            } catch (IllegalArgumentException e) {
              problems.add(file + ": " + e.getMessage() + ".");
            }
          });
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    // What neither the rules in force nor the new ones name is left over from before.
    shared.open.values().stream()
        .filter(server -> !fresh.containsValue(server) && !servers.containsValue(server))
        .toList()
        .forEach(this::close);
    fresh.values().forEach(server -> server.connection().awaitFirstLook());
    return new RemoteEvaluators(file, section, substitution, shared, fresh);
  }

  private Server open(RemoteSettings settings) {
    return new Server(
        settings, new RemoteConnection(settings, shared.timer()), new ConcurrentHashMap<>());
  }

  private void close(Server server) {
    shared.open.remove(server.settings());
    server.queues().values().forEach(RemoteQueue::giveUp);
    server.connection().close();
  }

  @Override
  public AsyncTrajectoryEvaluator create(String id, String rule, JsonNode parameters) {
    Server server = server(id);
    if (server == null) {
      throw new IllegalArgumentException("there is no evaluator " + id);
    }
    Map<String, Described> known = server.connection().described();
    if (known == null) {
      return new Unheard(id, server.settings().name(), server.connection());
    }
    String own = id.substring(id.lastIndexOf('/') + 1);
    Described described = known.get(own);
    if (described == null) {
      throw new IllegalArgumentException(
          "remote "
              + server.settings().name()
              + " has "
              + String.join(", ", known.keySet())
              + ", but no evaluator "
              + own);
    }
    described.check(parameters);
    CRC32 settings = new CRC32();
    settings.update(CanonicalJson.of(parameters).getBytes(UTF_8));
    return new RemoteEvaluator(
        id,
        described,
        described.version() + "-" + String.format("%08x", settings.getValue()),
        Subjects.struct(parameters),
        server
            .queues()
            .computeIfAbsent(
                own,
                evaluator ->
                    new RemoteQueue(
                        server.settings(), server.connection(), shared.timer(), shared.clock)));
  }

  @Override
  public void close() {
    List.copyOf(shared.open.values()).forEach(this::close);
    shared.close();
  }

  /** An evaluator of a server that has not said anything yet. */
  private record Unheard(String id, String server, RemoteConnection connection)
      implements AsyncTrajectoryEvaluator {
    @Override
    public String version() {
      return "unknown";
    }

    @Override
    public ScoreScale scale() {
      return ScoreScale.TEXT;
    }

    @Override
    public CompletionStage<Outcome> evaluate(Run run) {
      return CompletableFuture.completedStage(
          Unjudged.of(
              Unscored.UNREACHABLE,
              "remote " + server + " has not been heard of yet: " + connection.lastComplaint()));
    }
  }
}
