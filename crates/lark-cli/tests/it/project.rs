//! A project's file: it came from somebody else, and may help or forbid, no more.

use std::fs;

use crate::workspace::{Ran, Served, Workspace, text, words};

struct Project {
    workspace: Workspace,
}

impl Project {
    fn with(text: &str) -> Self {
        let workspace = Workspace::new();
        fs::create_dir_all(workspace.path("project/deep/down")).unwrap();
        let project = Self { workspace };
        project.write(text);
        project
    }

    fn write(&self, text: &str) {
        fs::write(self.workspace.path("project/.lark-cli.toml"), text).unwrap();
    }

    fn run(&self, line: &str) -> Ran {
        let mut command = self.workspace.bare();
        command.current_dir(self.workspace.path("project/deep/down"));
        Ran::of(command.args(words(line)).output().unwrap())
    }
}

#[test]
fn the_nearest_file_above_gives_the_chat_and_the_format() {
    let project = Project::with("format = \"csv\"\n");
    let chat = project.workspace.first_chat();
    project.write(&format!("default_chat = \"{chat}\"\nformat = \"csv\"\n"));
    let ran = project.run("--profile sandbox im list-chats --as bot");
    assert!(ran.stdout.starts_with("chat_id,"), "{}", ran.stdout);
    let answer = project.run("--profile sandbox im send-message --text hi --as bot --json").ok();
    assert_eq!(answer["data"]["chat_id"], chat.as_str());
    assert!(text(&answer["meta"]["default_chat"]["from"]).ends_with("project/.lark-cli.toml"));
    fs::write(project.workspace.path("project/deep/.lark-cli.toml"), "format = \"ndjson\"\n")
        .unwrap();
    let ran = project.run("--profile sandbox im list-chats --as bot");
    assert!(ran.stdout.starts_with('{'), "{}", ran.stdout);
}

#[test]
fn what_could_lead_elsewhere_needs_trust_in_just_this_content_here() {
    let lines = [
        "base_url = \"http://127.0.0.1:1\"",
        "brand = \"lark\"",
        "app_id = \"cli_1\"",
        "proxy = \"http://127.0.0.1:1\"",
        "ca_bundle = \"/tmp/x.pem\"",
        "default_as = \"bot\"",
        "strict_mode = \"bot\"",
        "timeout = 1",
        "profile = \"sandbox\"",
    ];
    for line in lines {
        let project = Project::with(&format!("format = \"json\"\n{line}\n"));
        let error = project.run("--profile sandbox im list-chats").error(3);
        assert_eq!(error["subtype"], "untrusted_project_file", "{line}");
        assert!(text(&error["hint"]).contains("config trust"));
        project.run("config trust --dry-run").ok();
        project.run("--profile sandbox im list-chats").error(3);
        project.run("config trust").ok();
        project.run("--profile sandbox im list-chats --as bot").ok();
        project.write(&format!("format = \"json\"\n{line} # changed\n"));
        project.run("--profile sandbox im list-chats").error(3);
        project.run("config trust").ok();
        project.run("config trust --revoke").ok();
        project.run("--profile sandbox im list-chats").error(3);
    }
}

#[test]
fn a_project_never_says_what_is_run_or_what_the_secret_is() {
    for line in ["app_secret = \"s\"", "secret_command = [\"touch\", \"/tmp/x\"]"] {
        let project = Project::with(&format!("{line}\n"));
        project.run("config trust").ok();
        let error = project.run("--profile sandbox im list-chats").error(3);
        assert_eq!(error["subtype"], "forbidden_setting", "{line}");
    }
}

#[test]
fn a_file_that_is_none_is_refused_with_its_line() {
    for text_of_file in
        ["format = ", "[profiles.x]\napp_id = \"cli_1\"", "fromat = \"csv\"", "a.b = 1"]
    {
        let error = Project::with(text_of_file).run("--profile sandbox im list-chats").error(3);
        assert_eq!(error["subtype"], "invalid_config", "{text_of_file}");
    }
}

#[test]
fn a_trusted_project_can_name_a_profile_or_be_one_with_the_readers_secret() {
    let project = Project::with("profile = \"sandbox\"\n");
    project.run("config trust").ok();
    project.run("im list-chats --as bot").ok();
    let served = Served::of(&project.workspace);
    let (base, app) = (text(&served.line["base_url"]), text(&served.line["app_id"]));
    project.write(&format!("base_url = \"{base}\"\napp_id = \"{app}\"\n"));
    project.run("config trust").ok();
    assert_eq!(project.run("im list-chats --as bot").error(3)["subtype"], "token_missing");
    let line =
        format!("config init --name mine --base-url {base} --app-id {app} --app-secret-stdin");
    let secret = text(&served.line["app_secret"]);
    project.workspace.bare_with_input(&words(&line), secret.as_bytes()).ok();
    project.run("im list-chats --as bot").ok();
    assert_eq!(project.run("config show").ok()["data"]["profile"], "project");
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed_and_a_foreign_directory_ends_the_search() {
    use std::os::unix::fs::{MetadataExt, chown, symlink};
    let project = Project::with("format = \"csv\"\n");
    let directory = project.workspace.path("project");
    if fs::metadata(&directory).unwrap().uid() == 0 {
        chown(&directory, Some(65534), None).unwrap();
        let ran = project.run("--profile sandbox im list-chats --as bot");
        ran.ok();
        chown(&directory, Some(0), None).unwrap();
    }
    let file = directory.join(".lark-cli.toml");
    fs::rename(&file, directory.join("other")).unwrap();
    symlink(directory.join("other"), &file).unwrap();
    let error = project.run("--profile sandbox im list-chats").error(3);
    assert_eq!(error["subtype"], "insecure_file");
}

#[test]
fn with_no_file_there_is_nothing_to_trust() {
    let workspace = Workspace::new();
    let ran = Ran::of(workspace.bare().args(["config", "trust"]).output().unwrap());
    assert_eq!(ran.error(2)["subtype"], "not_found");
}
