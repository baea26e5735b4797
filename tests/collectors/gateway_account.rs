//! What API Gateway says of a region: it always sends the limits, so that an answer without them says nothing.

use crate::gateways::{answers, collected};
use crate::inventory::{known, resource};

const LACKS: &str = "undecodable: apigateway:GetAccount (the answer lacks throttleSettings)";

#[tokio::test(start_paused = true)]
async fn that_no_role_is_set_is_said_only_by_a_whole_answer() {
    const WHOLE: &str = r#"{"throttleSettings":{"rateLimit":10000,"burstLimit":5000}}"#;
    let cases: [(&[(&str, &str)], &str); 3] = [
        (&[("apigateway:GetAccount", "{}")], LACKS),
        (&[("apigateway:GetAccount", r#"{"message":"no"}"#)], LACKS),
        (&[("apigateway:GetAccount", WHOLE)], "absent"),
    ];
    for (bodies, role) in cases {
        let inventory = collected(&answers(bodies)).await;
        let account = resource(&inventory, ":us-east-1::/account");
        assert_eq!(known(account, "properties.CloudWatchRoleArn"), role, "{bodies:?}");
    }
}
