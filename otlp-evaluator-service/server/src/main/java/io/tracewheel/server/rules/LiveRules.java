// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluators;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.RulesConfig;
import io.tracewheel.server.config.RulesConfig.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules in force, read anew whenever one of their files has changed. New rules are checked as a
 * whole and take the place of the old ones at once; rules with a fault are refused with one log
 * line, and the old ones stay. Files are looked at by time and size, so that it works for files
 * that are replaced, linked or mounted. Thread-safe.
 */
public final class LiveRules implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);

  private final @Nullable Path file;
  private final @Nullable Path references;
  private final Duration look;
  private final Thread watch;
  private volatile RuleSet current = RuleSet.none();

  // Of the watch once it runs:
  private volatile AsyncTrajectoryEvaluators asking;
  private @Nullable Path prices;
  private List<Stamp> loaded = List.of();
  private List<Stamp> seen = List.of();

  // Guarded by this:
  private boolean asked;
  private boolean closed;

  /**
   * When a file was written, and how long it is; zeros where there is none. For what is no single
   * file, the key says all.
   */
  private record Stamp(long millis, long length, @Nullable Object key) {}

  private LiveRules(
      @Nullable Path file,
      @Nullable Path references,
      AsyncTrajectoryEvaluators asking,
      Duration look) {
    this.file = file;
    this.references = references;
    this.asking = asking;
    this.look = look;
    this.watch = new Thread(this::watch, "tracewheel-rules");
    this.watch.setDaemon(true);
  }

  /** No rules, for ever. */
  public static LiveRules none() {
    return new LiveRules(null, null, AsyncTrajectoryEvaluators.none(), Duration.ofSeconds(1));
  }

  /**
   * Reads rules and begins to watch their files.
   *
   * @param references file to compare runs with; see {@link References}
   * @param asking evaluators that rules may name besides the built-in ones
   * @throws ConfigException if a file cannot be read or used
   */
  public static LiveRules open(
      @Nullable Path file, @Nullable Path references, AsyncTrajectoryEvaluators asking)
      throws ConfigException {
    return open(file, references, asking, Duration.ofMillis(500));
  }

  static LiveRules open(
      @Nullable Path file,
      @Nullable Path references,
      AsyncTrajectoryEvaluators asking,
      Duration look)
      throws ConfigException {
    LiveRules rules = new LiveRules(file, references, asking, look);
    if (file != null) {
      try {
        rules.load();
      } catch (ConfigException | RuntimeException e) {
        rules.close();
        throw e;
      }
      rules.seen = rules.loaded;
      rules.watch.start();
    }
    return rules;
  }

  /**
   * Checks rules and the files they need.
   *
   * @throws ConfigException if one cannot be read or used
   */
  public static void check(Path file, @Nullable Path references, AsyncTrajectoryEvaluators asking)
      throws ConfigException {
    AsyncTrajectoryEvaluators fresh = RuleCompiler.renewed(asking);
    compile(RuleCompiler.read(file, fresh), references, fresh);
  }

  /** The rules in force now. */
  public RuleSet current() {
    return current;
  }

  /** Whether there is a file that rules may come from. */
  public boolean configured() {
    return file != null;
  }

  /** Has the files read anew soon, changed or not. */
  public synchronized void reload() {
    asked = true;
    notifyAll();
  }

  private void load() throws ConfigException {
    Path from = Objects.requireNonNull(file);
    // As it is before they are read: what changes meanwhile is a change.
    Object brought = asking.state();
    loaded = stamps(brought);
    AsyncTrajectoryEvaluators fresh = RuleCompiler.renewed(asking);
    RulesConfig config = RuleCompiler.read(from, fresh);
    prices = config.prices();
    loaded = stamps(brought);
    boolean accepted = false;
    fresh.begin();
    try {
      current = compile(config, references, fresh);
      asking = fresh;
      accepted = true;
    } finally {
      fresh.end(accepted);
    }
    LOG.info(
        "Rules of {} are in force: {} of spans, {} of traces, {} of sessions",
        from,
        current.count(Scope.SPAN),
        current.count(Scope.TRACE),
        current.count(Scope.SESSION));
  }

  private static RuleSet compile(
      RulesConfig config, @Nullable Path references, AsyncTrajectoryEvaluators asking)
      throws ConfigException {
    RuleSet rules = RuleCompiler.compile(config, asking, EvaluationClock.system());
    if (references == null) {
      return rules;
    }
    try {
      return rules.with(References.read(references.toString()));
    } catch (IOException e) {
      throw new ConfigException(List.of(String.valueOf(e.getMessage())));
    }
  }

  private void watch() {
    try {
      while (true) {
        boolean wanted = awaitLook();
        List<Stamp> now = stamps(asking.state());
        // A file that is being written is left alone until it has come to rest.
        boolean rests = now.equals(seen);
        seen = now;
        if (wanted || (rests && !now.equals(loaded))) {
          reloadNow();
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  @SuppressWarnings("CatchingUnchecked") // a fault in here must not end the watch
  private void reloadNow() {
    try {
      load();
    } catch (ConfigException e) {
      List<String> problems = String.valueOf(e.getMessage()).lines().toList();
      LOG.warn(
          "The rules of {} are refused and the old ones go on: {}",
          file,
          String.join(" ", problems));
    } catch (RuntimeException | StackOverflowError e) {
      LOG.warn("The rules of {} cannot be checked and the old ones go on: {}", file, e.toString());
    }
  }

  private synchronized boolean awaitLook() throws InterruptedException {
    if (!asked && !closed) {
      wait(look.toMillis());
    }
    if (closed) {
      throw new InterruptedException();
    }
    boolean wanted = asked;
    asked = false;
    return wanted;
  }

  private List<Stamp> stamps(Object brought) {
    List<Stamp> stamps = new ArrayList<>();
    for (Path path : new @Nullable Path[] {file, references, prices}) {
      if (path != null) {
        stamps.add(stamp(path));
      }
    }
    stamps.add(new Stamp(0, 0, brought));
    return stamps;
  }

  private static Stamp stamp(Path path) {
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(found.lastModifiedTime().toMillis(), found.size(), found.fileKey());
    } catch (IOException e) {
      return new Stamp(0, 0, null);
    }
  }

  /** Stops watching, and closes the evaluators that users bring. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    if (asking instanceof AskedEvaluators brought) {
      brought.close();
    }
  }
}
