//! Who is logged in.

use lark_api::{
    authen::{GetUserInfo, UserInfo},
    errors::codes,
    ids::{OpenId, UnionId},
};

use crate::{failure::Failure, model::actors, store::Call};

pub(super) fn user_info(call: &Call<'_>, _: GetUserInfo) -> Result<UserInfo, Failure> {
    let person = actors::get(call.store.db, call.caller.actor)?;
    if person.resigned {
        return Err(Failure::code(codes::OAUTH_RESIGNED));
    }
    let only_with = |scope: &str, text: &str| match call.caller.has(scope) {
        true => text.to_owned(),
        false => String::new(),
    };
    let avatar = |size: &str| format!("https://avatars.example.com/person-default~{size}.png");
    let open_id = actors::open_id(call.store.db, call.caller.app, person.key)?;
    Ok(UserInfo {
        avatar_url: avatar("72x72"),
        avatar_thumb: avatar("72x72"),
        avatar_middle: avatar("240x240"),
        avatar_big: avatar("640x640"),
        open_id: OpenId::unchecked(open_id),
        email: only_with("contact:user.email:readonly", &person.email),
        enterprise_email: only_with("contact:user.email:readonly", &person.email),
        user_id: only_with("contact:user.employee_id:readonly", &person.user_id),
        mobile: only_with("contact:user.phone:readonly", &person.mobile),
        tenant_key: actors::tenant_key(call.store.db, person.key)?,
        employee_no: only_with("contact:user.employee:readonly", &person.key.0.to_string()),
        name: person.name,
        en_name: person.en_name,
        union_id: UnionId::unchecked(person.union_id),
    })
}
