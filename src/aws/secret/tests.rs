use super::{Secret, secrets};

/// The text with each secret replaced by its kind.
fn shown(name: &str, text: &str) -> String {
    let mut shown = text.to_owned();
    for Secret { range, kind } in secrets(name, text).into_iter().rev() {
        shown.replace_range(range, &format!("<{kind}>"));
    }
    shown
}

/// None of these is a credential of anybody; they are put together here so that nobody's scanner takes them for one.
fn tokens() -> Vec<(String, &'static str)> {
    let forty = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    let letters = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
    vec![
        (format!("AKIA{}", "IOSFODNN7EXAMPLE"), "access-key-id"),
        (format!("ASIA{}", "IOSFODNN7EXAMPLE"), "access-key-id"),
        (format!("sk-{letters}abcd"), "openai-key"),
        (format!("sk-proj-{letters}-x_y"), "openai-key"),
        (format!("sk-ant-api03-{letters}"), "anthropic-key"),
        (format!("ghp_{letters}"), "github-token"),
        (format!("github_pat_{letters}_{letters}"), "github-token"),
        (format!("glpat-{}", &letters[..20]), "gitlab-token"),
        (format!("xoxb-123456789012-{}", &letters[..24]), "slack-token"),
        (format!("AIza{}", &letters[..35]), "google-key"),
        (format!("sk_live_{}", &letters[..24]), "stripe-key"),
        (format!("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.{}", &letters[..20]), "jwt"),
        (format!("-----BEGIN RSA {0}-----\nMIIEow{forty}\n-----END RSA {0}-----", "PRIVATE KEY"), "private-key"),
    ]
}

#[test]
fn known_forms_are_found_whatever_their_name_and_wherever_they_stand() {
    for (token, kind) in tokens() {
        for (before, after) in
            [("", ""), ("'", "'"), ("{\"x\": \"", "\"}"), ("see ", " there"), ("https://h/?x=", "&y=1")]
        {
            let text = format!("{before}{token}{after}");
            assert_eq!(shown("x", &text), format!("{before}<{kind}>{after}"), "{text}");
        }
    }
}

#[test]
fn schemes_of_authorization_and_urls_give_their_secret_away() {
    for (text, expected) in [
        ("'Bearer 0a1b2c3d4e5f6g7h8i9j'", "'Bearer <bearer>'"),
        ("bearer  AbCdEfGh.123-456_789~x==", "bearer  <bearer>"),
        ("Basic dXNlcjpodW50ZXIy", "Basic <basic>"),
        ("https://user:hunter2@host.example/path", "https://user:<url-password>@host.example/path"),
        ("postgres://u:p@ss:w0rd@db:5432/x", "postgres://u:<url-password>@db:5432/x"),
        ("redis://:hunter2@cache", "redis://:<url-password>@cache"),
    ] {
        assert_eq!(shown("Authorization", text), expected);
        assert_eq!(shown("x", text), expected);
    }
}

#[test]
fn a_telling_name_gives_a_value_away() {
    let forty = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY";
    let random = "QmPdZxVw8sKj3LtYb6RfNcHg1UaEo4Ti5nBv7XqS";
    for (name, value, kind) in [
        ("AWS_SECRET_ACCESS_KEY", forty, "secret-access-key"),
        ("awsSecretKey", forty, "secret-access-key"),
        ("integration.request.header.x-api-key", random, "api-key"),
        ("overwrite:header.Authorization", random, "token"),
        ("method.request.header.Ocp-Apim-Subscription-Key", "0123456789abcdef0123456789abcdef", "secret"),
        ("apiKey", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "api-key"),
        ("db_password", "hunter2-prod", "password"),
        ("dbPassword", "Tr0ub4dor!3", "password"),
        ("JWT_SECRET", "n0tVeryL0ng!", "secret"),
        ("sessionToken", random, "token"),
        ("credentials", random, "secret"),
    ] {
        assert_eq!(shown(name, value), format!("<{kind}>"), "{name}");
        assert_eq!(shown(name, &format!("'{value}'")), format!("'<{kind}>'"), "{name}");
        let last = name.rsplit(['.', ':']).next().expect("a name");
        for (before, after) in [
            (format!("{{\"{last}\": \""), "\"}"),
            (format!("{{\\\"{last}\\\":\\\""), "\\\"}"),
            (format!("{last}="), "&next=1"),
            (format!("#set($context.requestOverride.header.{last} = \""), "\")"),
        ] {
            assert_eq!(
                shown("application/json", &format!("{before}{value}{after}")),
                format!("{before}<{kind}>{after}")
            );
        }
    }
    let both = format!("{}:{forty}", "AKIAIOSFODNN7EXAMPLE");
    assert_eq!(shown("x", &both), "<access-key-id>:<secret-access-key>");
}

#[test]
fn what_only_looks_like_a_secret_stays() {
    for (name, text) in [
        ("Access-Control-Allow-Origin", "'*'"),
        ("authorizer", "arn:aws:lambda:us-east-1:111122223333:function:token-authorizer-9f8e7d6c5b4a/invocations"),
        ("secretArn", "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-a1B2c3"),
        ("db_password", "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-a1B2c3"),
        ("id", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
        ("requestId", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
        ("commit", "9b9aa1e0d730c19b9f09f9a91c7dfcc2a2fcc3aa"),
        ("imageDigest", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("lambdaAlias", "prod-v2"),
        ("stageVersion", "green"),
        ("token", "${stageVariables.token}"),
        ("x-api-key", "method.request.header.x-api-key"),
        ("integration.request.header.Authorization", "method.request.header.Authorization"),
        ("integration.request.header.Authorization", "context.authorizer.principalIdentifierOfTheCaller"),
        ("integration.request.header.Authorization", "stageVariables.backendAuthorizationHeaderValue"),
        ("application/json", "#set($token = $input.params('Authorization'))\n{\"token\": \"$token\"}"),
        ("application/json", "{\"password\": $input.json('$.password'), \"apiKey\": \"$stageVariables.apiKey\"}"),
        ("application/json", "{\"message\": \"Bearer token is missing\", \"type\": \"$context.error.responseType\"}"),
        ("WWW-Authenticate", "'Bearer realm=\"shop\"'"),
        ("Authorization", "'Bearer ${stageVariables.token}'"),
        ("Authorization", "'Basic realm=shop'"),
        ("uri", "https://backend.example.com/v1/pets/{proxy}?tokens=all&page=2"),
        ("uri", "https://{host}:8443/x"),
        ("uri", "https://user@host.example/"),
        ("uri", "https://${stageVariables.user}:${stageVariables.password}@host.example/"),
        ("uri", "https://user:***@host.example/"),
        ("model", "sk-learn-regression-endpoint-production-2"),
        ("topic", "task-0123456789abcdef0123456789abcdef"),
        ("tokenEndpoint", "aB3dE5gH7jK9mN1pQ3sT5vW7"),
        ("token_type", "urn:ietf:params:oauth:token-type:jwt9"),
        ("tokenAuthorizer", "shop-token-authorizer-production-v2"),
        ("JWT_SECRET", "prod/shop/jwt-v2"),
        ("dbPasswordParameter", "/prod/shop/db/password-9"),
        ("db_password", "/prod/shop/db/password-9"),
        ("password", "Required"),
        ("max_tokens", "4096"),
        ("nothing", ""),
        ("key", "AKIAIOSFODNN7EXAMPLEANDMORE"),
        ("cursor", "eyJuZXh0IjoiYWJjZGVmZ2hpamtsbW5vcHFyc3QifQ"),
        ("x-api-key", "<masked api-key 40+ QmPd* 0123456789abcdef>"),
        ("cert", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"),
        ("größe", "ein schöner Tag, kein Geheimnis: für alle"),
    ] {
        assert_eq!(secrets(name, text), [], "{name}: {text}");
    }
}

#[test]
fn what_overlaps_is_one() {
    let token = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
    assert_eq!(shown("api_token", &token), "<github-token>");
    assert_eq!(shown("Authorization", &format!("Bearer {token}")), "Bearer <github-token>");
    assert_eq!(shown("x", &format!("api_token={token}.and.more")), "api_token=<github-token>");
}
