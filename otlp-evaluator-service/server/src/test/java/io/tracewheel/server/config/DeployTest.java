// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files for deployments agree with the evaluator and with each other. */
class DeployTest {
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final ConfigReader READER =
      new ConfigReader(Map.of("TRACEWHEEL_CLIENT_TOKEN", "t")::get, Set.of());

  private static String text(String file) throws Exception {
    return Files.readString(DEPLOY.resolve(file));
  }

  private static List<Map<?, ?>> manifests() throws Exception {
    List<Map<?, ?>> all = new ArrayList<>();
    new Load(LoadSettings.builder().build())
        .loadAllFromString(text("kubernetes.yaml"))
        .forEach(one -> all.add((Map<?, ?>) one));
    return all;
  }

  private static Map<?, ?> manifest(String kind) throws Exception {
    return manifests().stream()
        .filter(one -> kind.equals(one.get("kind")))
        .findFirst()
        .orElseThrow();
  }

  /** What is at a path of names and list positions. */
  private static Object at(Object node, Object... path) {
    @Nullable Object found = node;
    for (Object step : path) {
      found =
          step instanceof Integer index
              ? ((List<?>) Objects.requireNonNull(found)).get(index)
              : ((Map<?, ?>) Objects.requireNonNull(found)).get(step);
      assertThat(found).as(List.of(path).toString()).isNotNull();
    }
    return Objects.requireNonNull(found);
  }

  private static EvaluatorConfig inCluster() throws Exception {
    return READER.read(
        "kubernetes.yaml", (String) at(manifest("ConfigMap"), "data", "evaluator.yaml"));
  }

  @Test
  void theConfigurationsAreValidAndAskForATokenOnEveryOpenPort() throws Exception {
    for (EvaluatorConfig config :
        List.of(READER.read("evaluator.yaml", text("evaluator.yaml")), inCluster())) {
      assertThat(config.receivers().security().authenticates()).isTrue();
      assertThat(config.receivers().grpc().endpoint()).hasToString("0.0.0.0:4317");
      assertThat(config.receivers().http().endpoint()).hasToString("0.0.0.0:4318");
      assertThat(config.admin().endpoint()).hasToString("0.0.0.0:13133");
      assertThat(config.log().directory()).isEqualTo(Path.of("/var/lib/tracewheel/log"));
    }
  }

  @Test
  void probesAskTheAdminPortForPathsThatItHas() throws Exception {
    Object container = at(manifest("StatefulSet"), "spec", "template", "spec", "containers", 0);
    assertThat(at(container, "startupProbe", "httpGet", "path")).isEqualTo("/healthz");
    assertThat(at(container, "livenessProbe", "httpGet", "path")).isEqualTo("/healthz");
    assertThat(at(container, "readinessProbe", "httpGet", "path")).isEqualTo("/readyz");
    assertThat(at(container, "readinessProbe", "httpGet", "port")).isEqualTo("admin");
    assertThat((List<?>) at(container, "ports"))
        .extracting(port -> at(port, "containerPort"))
        .containsExactly(4317, 4318, 13133);
    assertThat(
            at(
                manifest("StatefulSet"),
                "spec",
                "template",
                "metadata",
                "annotations",
                "prometheus.io/port"))
        .isEqualTo("13133");
  }

  @Test
  void stoppingMayTakeLongerThanDraining() throws Exception {
    Duration drain = inCluster().drainTimeout();
    int grace =
        (Integer)
            at(
                manifest("StatefulSet"),
                "spec",
                "template",
                "spec",
                "terminationGracePeriodSeconds");
    Matcher unit =
        Pattern.compile("TimeoutStopSec=(\\d+)").matcher(text("tracewheel-evaluator.service"));
    assertThat(unit.find()).isTrue();
    assertThat(Duration.ofSeconds(grace)).isGreaterThan(drain.plusSeconds(10));
    assertThat(Duration.ofSeconds(Integer.parseInt(unit.group(1))))
        .isGreaterThan(drain.plusSeconds(10));
  }

  @Test
  void theVolumeHoldsTheWholeLogAndNothingElseIsWritable() throws Exception {
    Object spec = at(manifest("StatefulSet"), "spec");
    String storage =
        (String) at(spec, "volumeClaimTemplates", 0, "spec", "resources", "requests", "storage");
    long bytes = Long.parseLong(storage.replace("Gi", "")) << 30;
    assertThat(bytes).isGreaterThan(inCluster().log().maxBytes() / 4 * 5 - 1);
    Object container = at(spec, "template", "spec", "containers", 0);
    assertThat(at(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
    assertThat((List<?>) at(container, "volumeMounts"))
        .extracting(mount -> at(mount, "mountPath"))
        .containsExactly("/var/lib/tracewheel", "/etc/tracewheel", "/tmp");
    assertThat(at(spec, "template", "spec", "securityContext", "runAsUser")).isEqualTo(10001);
    assertThat(text("Containerfile")).contains("USER 10001:10001", "EXPOSE 4317 4318 13133");
  }

  @Test
  void everySelectorFindsThePods() throws Exception {
    Object labels = at(manifest("StatefulSet"), "spec", "template", "metadata", "labels");
    for (Map<?, ?> one : manifests()) {
      if ("Service".equals(one.get("kind"))) {
        assertThat(at(one, "spec", "selector")).isEqualTo(labels);
      } else if ("PodDisruptionBudget".equals(one.get("kind"))
          || "StatefulSet".equals(one.get("kind"))) {
        assertThat(at(one, "spec", "selector", "matchLabels")).isEqualTo(labels);
      } else if ("NetworkPolicy".equals(one.get("kind"))) {
        assertThat(at(one, "spec", "podSelector", "matchLabels")).isEqualTo(labels);
      }
    }
  }

  @Test
  void theUnitStartsWhatTheImageStarts() throws Exception {
    String command =
        "/opt/tracewheel/tracewheel-evaluator.jar up --config /etc/tracewheel/evaluator.yaml";
    assertThat(text("tracewheel-evaluator.service"))
        .contains(command, "ExecReload=/bin/kill -HUP $MAINPID", "KillMode=mixed");
    assertThat(text("Containerfile").replace("\", \"", " ")).contains(command);
  }
}
