package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.StatementLog;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often the database is asked on the two paths that change most at once. */
@OnStack
class StatementCountIT {

  private final Linking linking = new Linking(TestStack.current());

  private static Map<DeviceId, Set<Action>> threeCameras() {
    return Map.of(
        Api.newCamera(People.ALICE), Set.of(Action.EVENTS, Action.VIEW),
        Api.newCamera(People.ALICE), Set.of(Action.VIEW),
        Api.newCamera(People.ALICE), Set.of(Action.CONTROL));
  }

  /** A link that is replaced would add what ends it. */
  @BeforeEach
  void noLinkToReplace() {
    Database.update("update link set state = 'REVOKED' where user_id = ?", People.ALICE);
  }

  @Test
  void codeExchange_threeCameras_takesFiveStatements() {
    Linking.Approval approval = linking.approve("alice", threeCameras());
    try (StatementLog log = StatementLog.start()) {
      linking.exchange(approval).tokens();
      assertThat(log.transactionsWith("insert into refresh_token"))
          .singleElement(as(InstanceOfAssertFactories.LIST))
          .hasSize(5);
    }
  }

  @Test
  void revocation_andItsRecord_takeOneStatement() {
    linking.link("alice", threeCameras());
    try (StatementLog log = StatementLog.start()) {
      Api.revoke(Map.of("user", People.ALICE)).then().statusCode(200);
      assertThat(log.transactionsWith("insert into cut_off"))
          .singleElement(as(InstanceOfAssertFactories.LIST))
          .hasSize(1);
      assertThat(log.transactionsWith("from revocation where id")).isEmpty();
    }
  }
}
