// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tracewheel.server.telemetry.SampledLogger;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** Sits in the pipeline of a listening channel and closes accepted connections beyond a number. */
@ChannelHandler.Sharable
final class ConnectionCap extends ChannelInboundHandlerAdapter {
  private final int most;
  private final String setting;
  private final AtomicInteger open = new AtomicInteger();
  private final SampledLogger warnings =
      new SampledLogger(LoggerFactory.getLogger(ConnectionCap.class), System::nanoTime);

  ConnectionCap(int most, String setting) {
    this.most = most;
    this.setting = setting;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Channel accepted = (Channel) message;
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      warnings.warn(
          "A connection was closed because " + most + " are open; " + setting + " allows no more.");
      accepted.unsafe().closeForcibly();
      return;
    }
    accepted.closeFuture().addListener(closed -> open.decrementAndGet());
    ctx.fireChannelRead(message);
  }
}
