package dev.hushkey.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {

  @Test
  void base_unset_givesTheDocumentedPorts() {
    Ports ports = Ports.fromEnvironment(Optional.empty());
    assertThat(ports).isEqualTo(Ports.from(8700));
    assertThat(Stream.of(ports.hushkey(), ports.keycloak(), ports.openBao()))
        .containsExactly(8700, 8701, 8702);
    assertThat(Stream.of(ports.postgres(), ports.keycloakTls(), ports.openBaoTls(), ports.inner()))
        .containsExactly(8704, 8706, 8707, 8708);
  }

  @Test
  void base_set_movesAllPorts() {
    assertThat(Ports.fromEnvironment(Optional.of("9700"))).isEqualTo(Ports.from(9700));
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "65533", "many", "-1"})
  void base_unusable_isRefusedByName(String base) {
    assertThatThrownBy(() -> Ports.fromEnvironment(Optional.of(base)))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("HUSHKEY_PORT_BASE")
        .hasMessageContaining(base);
  }

  @Test
  void freePorts_areDistinct() {
    Ports free = Ports.free();
    assertThat(free.all().values()).doesNotHaveDuplicates().hasSize(Ports.Listener.values().length);
  }

  @Test
  void properties_readBack_areTheSamePorts() {
    Ports ports = Ports.from(9100);
    assertThat(Ports.from(ports.toProperties())).isEqualTo(ports);
  }

  @Test
  void takenPort_holder_isFoundByItsProcessId() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Ports.isTaken(socket.getLocalPort())).isTrue();
      assertThat(PortHolder.of(socket.getLocalPort()).map(PortHolder::pid))
          .contains(ProcessHandle.current().pid());
    }
  }

  @Test
  void socketTable_rowOfAConnection_isNoListener() {
    String connected =
        "1: 0100007F:21FC 0100007F:A1B2 01 00000000:00000000 00:00000000 00000000 0 0 4711 1";
    String listening = connected.replace(" 01 ", " 0A ");
    assertThat(PortHolder.listeningInode(connected, 8700)).isEmpty();
    assertThat(PortHolder.listeningInode(listening, 8700)).contains("4711");
    assertThat(PortHolder.listeningInode(listening, 8701)).isEmpty();
  }

  @Test
  void conflict_message_namesPortServiceHolderAndWayOut() {
    PortHolder holder = new PortHolder(4711, "python3 -m http.server");
    assertThat(PortCheck.message("Keycloak", 8701, Optional.of(holder), 9700))
        .contains("8701", "Keycloak", "4711", "http.server", "HUSHKEY_PORT_BASE=9700");
  }

  @Test
  void processRecord_ofAnotherStart_isNotAlive() {
    ProcessRecord self = ProcessRecord.current();
    assertThat(self.isAlive()).isTrue();
    assertThat(new ProcessRecord(self.pid(), self.startTicks() + 1, self.boot()).isAlive())
        .isFalse();
    assertThat(new ProcessRecord(self.pid(), self.startTicks(), "earlier boot").isAlive())
        .isFalse();
  }
}
