// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.tracewheel.server.config.EvaluatorConfig.HttpReceiver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time-outs of one HTTP connection, checked four times a second: idle, headers, body, and
 * unread answers. Sits before the codec, so that it sees the first byte of a request. For the
 * connection's event loop only.
 */
final class HttpClock extends ChannelDuplexHandler {
  private static final long CHECK_MILLIS = 250;
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LINGER = Duration.ofSeconds(5);

  /** Over which the least rate of bodies is kept. */
  static final Duration RATE_WINDOW = Duration.ofSeconds(5);

  private final HttpReceiver config;
  private final SlowBody onSlowBody;
  private Phase phase = Phase.IDLE;
  private long deadline;
  private long windowStart;
  private long windowBytes;
  private @Nullable ScheduledFuture<?> checks;

  /** Called when a body takes too long. */
  interface SlowBody {
    /**
     * @param message what to tell the client
     */
    void refuse(String message);
  }

  /** What the connection is waiting for. */
  enum Phase {
    IDLE,
    HEADERS,
    BODY,
    /** The pipeline and the log have the request; their time is not the client's fault. */
    PIPELINE,
    ANSWER,
    /**
     * Refused early: what is still sent is thrown away for a while, so that the client gets to read
     * the answer.
     */
    LINGER
  }

  /**
   * @param onSlowBody called when a body takes too long; the other phases just close the connection
   */
  HttpClock(HttpReceiver config, SlowBody onSlowBody) {
    this.config = config;
    this.onSlowBody = onSlowBody;
  }

  Phase phase() {
    return phase;
  }

  /** Some of a body has come. */
  void received(int bytes) {
    windowBytes += bytes;
  }

  static String tooSlow(int least, String protocol) {
    return "The request arrives with fewer than "
        + least
        + " bytes per second; try again, or lower receivers.otlp.protocols."
        + protocol
        + ".min_body_rate.";
  }

  void enter(Phase next) {
    phase = next;
    windowStart = System.nanoTime();
    windowBytes = 0;
    Duration time =
        switch (next) {
          case IDLE -> config.idleTimeout();
          case HEADERS -> config.readHeaderTimeout();
          case BODY -> config.readTimeout();
          case PIPELINE -> Duration.ofDays(1);
          case ANSWER -> ANSWER_TIMEOUT;
          case LINGER -> LINGER;
        };
    deadline = System.nanoTime() + time.toNanos();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    enter(Phase.IDLE);
    checks =
        ctx.executor()
            .scheduleAtFixedRate(
                () -> check(ctx), CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (checks != null) {
      checks.cancel(false);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (phase == Phase.IDLE) {
      enter(Phase.HEADERS);
    }
    ctx.fireChannelRead(message);
  }

  private void check(ChannelHandlerContext ctx) {
    long now = System.nanoTime();
    if (now - deadline < 0) {
      checkRate(now);
      return;
    }
    if (phase == Phase.BODY) {
      onSlowBody.refuse(
          "The request did not arrive within "
              + config.readTimeout().toSeconds()
              + " s; try again, or raise receivers.otlp.protocols.http.read_timeout.");
    } else {
      ctx.close();
    }
  }

  private void checkRate(long now) {
    if (phase != Phase.BODY || now - windowStart < RATE_WINDOW.toNanos()) {
      return;
    }
    double rate = windowBytes / ((now - windowStart) / 1e9);
    windowStart = now;
    windowBytes = 0;
    if (rate < config.minBodyRate()) {
      onSlowBody.refuse(tooSlow(config.minBodyRate(), "http"));
    }
  }
}
