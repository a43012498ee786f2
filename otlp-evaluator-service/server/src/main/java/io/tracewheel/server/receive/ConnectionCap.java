// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tracewheel.server.config.EvaluatorConfig.Connections;
import io.tracewheel.server.telemetry.SampledLogger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/**
 * Sits in the pipeline of a listening channel and closes accepted connections beyond a number, in
 * all or from one address.
 */
@ChannelHandler.Sharable
final class ConnectionCap extends ChannelInboundHandlerAdapter {
  private final Connections limits;
  private final String setting;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<InetAddress, Integer> openBySource = new ConcurrentHashMap<>();
  private final SampledLogger warnings =
      new SampledLogger(LoggerFactory.getLogger(ConnectionCap.class), System::nanoTime);

  /**
   * @param setting name of the limit in all; with {@code _per_source} that of the other
   */
  ConnectionCap(Connections limits, String setting) {
    this.limits = limits;
    this.setting = setting;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Channel accepted = (Channel) message;
    if (open.incrementAndGet() > limits.most()) {
      open.decrementAndGet();
      refuse(accepted, limits.most() + " are open; " + setting);
      return;
    }
    InetAddress source = ((InetSocketAddress) accepted.remoteAddress()).getAddress();
    if (openBySource.merge(source, 1, Integer::sum) > limits.mostPerSource()) {
      closed(source);
      refuse(
          accepted,
          limits.mostPerSource()
              + " from "
              + source.getHostAddress()
              + " are open; "
              + setting
              + "_per_source");
      return;
    }
    accepted.closeFuture().addListener(end -> closed(source));
    ctx.fireChannelRead(message);
  }

  private void refuse(Channel accepted, String reason) {
    warnings.warn("A connection was closed because " + reason + " allows no more.");
    accepted.unsafe().closeForcibly();
  }

  private void closed(InetAddress source) {
    open.decrementAndGet();
    openBySource.computeIfPresent(source, (address, count) -> count == 1 ? null : count - 1);
  }
}
