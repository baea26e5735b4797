use std::time::Instant;

use super::{Apis, method_place};
use serde_json::{Value, json};

const SET: &str = "#set($context.responseOverride.header.Access-Control-Allow-Origin = $o)";
const TAKE: &str = r#"#set($o = $input.params("origin"))"#;

fn options() -> String {
    method_place("OPTIONS", "/x")
}

fn templated(template: &str) -> Apis {
    let mut apis = Apis::new();
    let response = json!({"StatusCode": "200", "ResponseTemplates": {"application/json": template}});
    apis.method("OPTIONS", "/x", json!({"Integration": {"Type": "MOCK", "IntegrationResponses": [response]}}));
    apis
}

fn told(template: &str) -> Value {
    templated(template).value(&options(), "OriginReflection")
}

fn reflected(line: usize, guarded: bool) -> Value {
    let place = format!("response template 200 application/json line {line}");
    json!({"Reflected": true, "Where": [place], "Guarded": guarded})
}

fn none() -> Value {
    json!({"Reflected": false, "Where": [], "Guarded": false})
}

#[test]
fn whatever_the_caller_sends_is_reflected() {
    for take in [
        r#"$input.params("origin")"#,
        "$input.params('Origin')",
        r#"$input.params().header.get("Origin")"#,
        "$input.params().header.origin",
        "$input.params().header['origin']",
        "$!{input.params().header.Origin}",
        r#""$input.params('origin')""#,
        r#"$input.params("origin").trim()"#,
        r#"$util.escapeJavaScript($input.params("origin"))"#,
        r#"$input.params("callback")"#,
    ] {
        let template = format!("{{}}\n#set($o = {take})\n{SET}");
        let expected = if take.contains(".trim") { None } else { Some(reflected(3, false)) };
        match expected {
            Some(expected) => assert_eq!(told(&template), expected, "{take}"),
            None => assert_eq!(templated(&template).code(&options(), "OriginReflection"), "undecided", "{take}"),
        }
    }
    for template in [
        format!("{TAKE}#if($o){SET}#end"),
        format!("{TAKE}#if($o != \"\"){SET}#end"),
        format!("{TAKE}#if(!$o.isEmpty() && $o){SET}#end"),
        format!("{TAKE}#if($o.matches(\".*\")){SET}#end"),
        format!("{TAKE}#if($o.startsWith(\"https://app.example.com\")){SET}#end"),
        format!("{TAKE}#if($o.endsWith(\"example.com\")){SET}#end"),
        format!("{TAKE}#if($o.contains(\"example.com\")){SET}#end"),
        format!("{TAKE}#if($o == \"https://bad.example\")no#else{SET}#end"),
        format!("{TAKE}#set($all = [\"*\"])#if($all.contains(\"*\") || $all.contains($o)){SET}#end"),
        format!("{TAKE}#set($ok = true)#if($ok){SET}#end"),
        format!("#set($o = $input.params(\"Origin\"))#if($o == \"\"){TAKE}#end{SET}"),
        format!(
            "## no {SET}\n#* nor {SET} *#{TAKE}$context.responseOverride.header.put('Access-Control-Allow-Origin', $o)"
        ),
        format!("{TAKE}#if($o == \"https://a.example\")#end{SET}"),
        format!("#set($x = $input.params(\"x\"))#if($x == \"https://a.example\"){TAKE}{SET}#end"),
    ] {
        let value = told(&template);
        assert_eq!((&value["Reflected"], &value["Guarded"]), (&json!(true), &json!(false)), "{template}");
    }
}

#[test]
fn a_list_guards() {
    let list = r#"#set($all = ["https://a.example", "https://b.example"])"#;
    for template in [
        format!("{TAKE}#if($o == \"https://a.example\" || $o == 'https://b.example'){SET}#end"),
        format!("{list}{TAKE}#set($ok = $all.contains($o))#if($ok){SET}#end"),
        format!("#set($all = [])$all.add(\"https://a.example\"){TAKE}#if($all.contains($o)){SET}#end"),
        format!("#set($all = [])#set($done = $all.add(\"https://a.example\")){TAKE}#if($all.contains($o)){SET}#end"),
        format!("#set($all = {{\"https://a.example\": \"1\"}}){TAKE}#if($all.containsKey($o)){SET}#end"),
        format!(
            "#set($text = \"https://a.example,https://b.example\")#set($all = $text.split(\",\")){TAKE}#if($all.contains($o)){SET}#end"
        ),
        format!("{TAKE}#if($o.matches(\"^https://a\\.example$\")){SET}#end"),
        format!("{TAKE}#if($o.endsWith(\".example.com\")){SET}#end"),
        format!("{TAKE}#if($o.startsWith(\"https://\") && $o.endsWith(\".example.com\")){SET}#end"),
        format!("{TAKE}#if($o.startsWith(\"http\"))#if($o == \"https://a.example\"){SET}#end#end"),
        format!(
            "#set($o = $input.params(\"Origin\"))#if($o == \"\"){TAKE}#end#if($o == \"https://a.example\"){SET}#end"
        ),
        format!("#if($input.params(\"origin\") == \"https://a.example\"){TAKE}{SET}#end"),
    ] {
        assert_eq!(told(&template), reflected(1, true), "{template}");
    }
}

#[test]
fn what_is_not_from_the_caller_is_not_reflected() {
    for template in [
        "".to_owned(),
        "{\"origin\": \"$input.params('origin')\"}".to_owned(),
        "#set($context.responseOverride.status = 204)".to_owned(),
        "#set($context.responseOverride.header.Vary = $input.params('x'))".to_owned(),
        "#set($context.responseOverride.header.Access-Control-Allow-Origin = '*')".to_owned(),
        format!("#set($o = 'https://a.example'){SET}"),
        format!("#set($all = {{\"a\": \"https://a.example\"}})#set($o = $all.get($input.params(\"origin\"))){SET}"),
        format!("{TAKE}#if(false){SET}#end"),
        format!("{TAKE}#set($all = [])#if($all.contains($o)){SET}#end"),
        format!("{TAKE}#if($o == \"a\" && $o == \"b\"){SET}#end"),
    ] {
        assert_eq!(told(&template), none(), "{template}");
    }
}

#[test]
fn what_is_not_understood_is_undecided() {
    for template in [
        format!("#set($o = $stageVariables.origin){SET}"),
        format!("#set($o = $input.path('$.origin')){SET}"),
        format!("#set($o = \"https://$input.params('x')\"){SET}"),
        format!("{TAKE}#if($util.allowed($o)){SET}#end"),
        format!("{TAKE}#if($o.matches(\"https://[a-z]+\\.example\\.com\")){SET}#end"),
        format!("{TAKE}#if($stageVariables.origins.contains($o)){SET}#end"),
        format!("{TAKE}#set($all = \"https://a.example,https://b.example\")#if($all.contains($o)){SET}#end"),
        format!("{TAKE}#if($o.length() > 5){SET}#end"),
        format!("{TAKE}#if($other == $o){SET}#end"),
        format!("{TAKE}#if($o.startsWith(\"https://a\") && $o.contains(\"b\")){SET}#end"),
        format!("{TAKE}#foreach($k in $h.keySet())$context.responseOverride.header.put($k, $o)#end"),
        format!("{TAKE}#macro(allow)#end{SET}"),
        format!("{TAKE}#allow($o){SET}"),
        format!("{TAKE}#if($o == 'x')#stop#end{SET}"),
        format!("{TAKE}#if($o == 'x'){SET}"),
        format!("{TAKE}{SET}#end"),
        format!("{TAKE}\\{SET}"),
        format!("{TAKE}#set($context.responseOverride = $o)"),
        format!("{TAKE}#set($h = $context.responseOverride.header)"),
        format!("{TAKE}#set($context.responseOverride.header[$o] = '1')"),
        format!("#set($context = $x){TAKE}{SET}"),
        format!("#set($all = ['a'])$all.addAll($x){TAKE}#if($all.contains($o)){SET}#end"),
        format!("#set({TAKE}{SET}"),
        format!("{TAKE}#if($context.responseOverride.header.put(\"Access-Control-Allow-Origin\", $o))#end"),
        format!("{TAKE}#set($x = !$context.responseOverride.header.put(\"Access-Control-Allow-Origin\", $o))"),
        format!("{TAKE}$util.quote($context.responseOverride.header.put(\"Access-Control-Allow-Origin\", $o))"),
        format!("{TAKE}#set($x = \"$context.responseOverride.header.put('Access-Control-Allow-Origin', $o)\")"),
        format!(
            "{TAKE}#set($c = $context.get(\"responseOverride\"))$c.header.put(\"Access-Control-Allow-Origin\", $o)"
        ),
        format!("{TAKE}#set($c.responseOverride.header.Access-Control-Allow-Origin = $o)"),
        format!("{TAKE}#set($context[\"responseOverride\"].header.Access-Control-Allow-Origin = $o)"),
        format!("{TAKE}#if($o == \"unclosed){SET}#end"),
    ] {
        assert_eq!(templated(&template).code(&options(), "OriginReflection"), "undecided", "{template}");
    }
    let both = format!("#set($o = $stageVariables.origin)#if($x){SET}#else{TAKE}{SET}#end");
    assert_eq!(told(&both), reflected(1, false), "what is sure is not hidden");
}

#[test]
fn mappings_and_request_templates_reflect_too() {
    let mut apis = templated("");
    let mapping = |value: &str| {
        let parameters = json!({"method.response.header.access-control-allow-origin": value});
        json!({"Type": "MOCK", "IntegrationResponses": [{"StatusCode": "200", "ResponseParameters": parameters}]})
    };
    apis.put(&options(), "properties.Integration", mapping("method.request.header.Origin"));
    let expected = json!({"Reflected": true, "Where": ["header mapping 200"], "Guarded": false});
    assert_eq!(apis.value(&options(), "OriginReflection"), expected);
    apis.put(&options(), "properties.Integration", mapping("integration.response.header.Origin"));
    assert_eq!(apis.code(&options(), "OriginReflection"), "undecided");
    apis.put(&options(), "properties.Integration", mapping("'*'"));
    assert_eq!(apis.value(&options(), "OriginReflection"), none());
    apis.rests_on(&options(), "OriginReflection", &[(&options(), "properties.Integration")]);
    let templates = json!({"application/json": format!("{TAKE}\n{SET}")});
    let integration =
        json!({"Type": "MOCK", "RequestTemplates": templates, "IntegrationResponses": [{"StatusCode": "200"}]});
    apis.put(&options(), "properties.Integration", integration);
    let expected = json!({"Reflected": true, "Where": ["request template application/json line 2"], "Guarded": false});
    assert_eq!(apis.value(&options(), "OriginReflection"), expected);
    apis.put(&options(), "properties.Integration", json!({"Type": "HTTP_PROXY"}));
    assert!(apis.is_absent(&options(), "OriginReflection"));
    apis.none(&options(), "properties.Integration");
    assert!(apis.is_absent(&options(), "OriginReflection"));
}

#[test]
fn hostile_templates_end_without_an_answer() {
    let start = Instant::now();
    let many = |text: &str, times: usize| text.repeat(times);
    for template in [
        format!("{TAKE}{}{SET}", many("#if($a)", 5_000)),
        format!("{TAKE}#if({}$o){SET}#end", many("(", 50_000)),
        format!("{TAKE}#if({}$o){SET}#end", many("!", 50_000)),
        format!("{TAKE}#if({}$o){SET}#end", many("$a&&", 50_000)),
        format!("{TAKE}#if({}$o){SET}#end", many("($a || $o == 'x') && ", 90)),
        format!("{TAKE}#if($a)x{}#end{SET}", many("#elseif($a == $o)y", 5_000)),
        format!("{TAKE}{}{SET}", (0..60).map(|n| format!("#if($a{n})#set($b{n} = true)#end")).collect::<String>()),
        format!("{TAKE}{}{SET}", (0..200).map(|n| format!("#set($b{n} = $o == 'x{n}')")).collect::<String>()),
        format!("{TAKE}{}{SET}{}", many("#foreach($a in [1])", 30), many("#end", 30)),
        format!("{TAKE}{SET}{}", many("$a[", 50_000)),
        format!("{TAKE}{SET}#{{é#{{setz#{{end"),
        format!("{SET}#set($é = 1) $é ${{ $!{{ #{{ \u{0}"),
        many("$context.responseOverride#set(", 2_000),
    ] {
        let found = templated(&template).fact(&options(), "OriginReflection").known;
        let text = format!("{found:?}");
        assert!(!text.contains("\"Guarded\": Bool(true)"), "{}", &template[..60.min(template.len())]);
        assert!(!text.contains("\"Reflected\": Bool(false)"), "{text}");
    }
    let whole = format!("{TAKE}#if($a.contains($o)){SET}#end$x.add('é')#foreach($i in [\"a\", 'b'])$i#end");
    for (at, _) in whole.char_indices() {
        templated(&whole[at..]).fact(&options(), "OriginReflection");
        templated(&whole[..at]).fact(&options(), "OriginReflection");
    }
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}
