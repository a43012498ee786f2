// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.admin;

import static java.util.Locale.ROOT;

import io.tracewheel.server.telemetry.Metric;
import io.tracewheel.server.telemetry.Metrics;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The process and its JVM: the Collector's names for the process, OpenTelemetry's conventions for
 * the JVM.
 */
final class ProcessMetrics {
  private static final Path STATUS = Path.of("/proc/self/status");

  void collect(Metrics metrics) {
    process(metrics);
    memory(metrics);
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      metrics.histogram(
          "jvm.gc.duration",
          "s",
          "Collections of garbage; the JVM tells only number and sum",
          new Metric.Distribution(
              List.of(),
              List.of(),
              Math.max(0, collector.getCollectionCount()),
              Math.max(0, collector.getCollectionTime()) / 1e3),
          "jvm.gc.name",
          collector.getName());
    }
    metrics.gauge(
        "jvm.thread.count",
        "{thread}",
        "Threads",
        ManagementFactory.getThreadMXBean().getThreadCount());
    metrics.gauge(
        "jvm.cpu.count",
        "{cpu}",
        "Processors that the JVM may use",
        Runtime.getRuntime().availableProcessors());
    metrics.gauge(
        "jvm.class.count",
        "{class}",
        "Classes",
        ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
  }

  private static void process(Metrics metrics) {
    metrics.counter(
        "otelcol_process_uptime",
        "s",
        "Since the start",
        ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.UnixOperatingSystemMXBean system) {
      metrics.counter(
          "otelcol_process_cpu_seconds",
          "s",
          "Processor time of the process",
          Math.max(0, system.getProcessCpuTime()) / 1e9);
      metrics.gauge(
          "process.unix.file_descriptor.count",
          "{file_descriptor}",
          "Open file descriptors",
          system.getOpenFileDescriptorCount());
    }
    long resident = residentBytes();
    if (resident > 0) {
      metrics.gauge("otelcol_process_memory_rss", "By", "Resident memory", resident);
    }
  }

  private static void memory(Metrics metrics) {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage usage = pool.getUsage();
      String[] attributes = {
        "jvm.memory.type", pool.getType().name().toLowerCase(ROOT),
        "jvm.memory.pool.name", pool.getName()
      };
      metrics.gauge("jvm.memory.used", "By", "Used", usage.getUsed(), attributes);
      metrics.gauge("jvm.memory.committed", "By", "Committed", usage.getCommitted(), attributes);
      if (usage.getMax() > 0) {
        metrics.gauge(
            "jvm.memory.limit", "By", "Most that may be used", usage.getMax(), attributes);
      }
    }
  }

  /** 0 where the platform does not say. */
  private static long residentBytes() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
